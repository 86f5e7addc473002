/** An optional ability of a driver (`media` in its facts): a drive for an ISO of one's own, beside those of seed and tools. */
import { win32 } from 'node:path';
import type { PowerState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HypervisorDriver, MediumRole } from './driver.ts';

/** `role` is null for one that somebody has put in at the hypervisor. */
export type VmMedium = { readonly role: MediumRole | null; readonly path: string };

export interface Media {
  /** As the hypervisor has them now. Error: `not-found` (VM). */
  list(vmId: string, signal: AbortSignal): Promise<readonly VmMedium[]>;
  /**
   * Puts it into the drive for an ISO of one's own, in the place of another one. Idempotent. A running guest sees it at
   * once. Errors: `precondition-failed` unless the VM runs or is off, `not-found`.
   */
  insert(vmId: string, path: string, signal: AbortSignal): Promise<void>;
  /** Idempotent. A guest that has it mounted gets read errors. Errors: as above. */
  eject(vmId: string, signal: AbortSignal): Promise<void>;
}

export interface HasMedia {
  readonly media: Media;
}

/** @throws `unsupported` for a driver without the ability. */
export function mediaOf(driver: HypervisorDriver | (HypervisorDriver & HasMedia)): Media {
  if ('media' in driver) return driver.media;
  throw new AppError('unsupported', `VMs of the ${driver.name} driver take no ISOs of one's own.`);
}

/** Its file's name: a path of whichever system, since a simulated Hyper-V has Windows' paths on Linux. */
export const nameOfMedium = (path: string): string => win32.basename(path);

/**
 * A machine that is to go on from its memory must go on with the discs that it knows.
 *
 * @throws AppError `precondition-failed`
 */
export function requireOnOrOff(power: PowerState): void {
  if (power === 'running' || power === 'stopped') return;
  throw new AppError('precondition-failed', `The VM is ${power}; its discs stay as they are.`, {
    userMessage: `The VM is ${power}. Start it or power it off, then change its discs. Nothing was changed.`,
  });
}
