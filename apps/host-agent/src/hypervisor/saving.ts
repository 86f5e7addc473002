/** An optional ability of a driver (`saving` in its facts): a VM's memory goes to the disk, and the host has its own back. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { HypervisorDriver } from './driver.ts';

export interface Saving {
  /**
   * `start` lets the VM go on from there, `powerOff` throws the memory away. Idempotent. Errors: `not-found`;
   * `precondition-failed` for a VM that neither runs nor is paused; `insufficient-storage`.
   */
  save(vmId: string, signal: AbortSignal): Promise<void>;
}

export interface HasSaving {
  readonly saving: Saving;
}

/** @throws `unsupported` for a driver without the ability. */
export function savingOf(driver: HypervisorDriver | (HypervisorDriver & HasSaving)): Saving {
  if ('saving' in driver) return driver.saving;
  throw new AppError('unsupported', `VMs of the ${driver.name} driver cannot be saved. Nothing was changed.`);
}
