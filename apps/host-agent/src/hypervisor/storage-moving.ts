/**
 * An optional ability of a driver (`storage-moving` in its facts): the files of a VM go to another of the places that the
 * host's configuration names, while it runs where the hypervisor can do that.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostPlace, VmStorage } from '@busbar/shared/protocol/asked-of-host';
import type { HypervisorDriver, Progress } from './driver.ts';

/** What is known before a move, for what comes after it. */
export type StorageMove = {
  /** Null: they are not all in one place. */
  readonly from: string | null;
  readonly bytes: number;
  /** Disks outside the VM's own folders, which somebody attached at the hypervisor. */
  readonly foreign: readonly string[];
  /** What the VM's disks stand on in its own folders: copied, and not needed there any more. */
  readonly parents: readonly string[];
};

/** Errors of all: `not-found` (VM, place). */
export interface StorageMoving {
  look(vmId: string, signal: AbortSignal): Promise<VmStorage>;
  /** Errors: `precondition-failed`, `insufficient-storage`, with what to do. */
  check(vmId: string, place: string, signal: AbortSignal): Promise<StorageMove>;
  /**
   * Moves all of it; what is there already stays. First waits for what the hypervisor still does of an earlier attempt,
   * whose half copies go. Whole or not at all: the VM is never without its files.
   */
  move(vmId: string, place: string, progress: Progress, signal: AbortSignal): Promise<void>;
  /** Removes what is left of the VM in places where it is no more. Returns what was removed, and what stays because nobody put it on record. */
  tidy(
    vmId: string,
    move: Pick<StorageMove, 'parents'>,
    signal: AbortSignal,
  ): Promise<{ readonly removed: readonly string[]; readonly kept: readonly string[] }>;
  /** After a move that was cut short, once nothing moves any more: where the VM's files are. Half copies are gone. */
  settle(vmId: string, place: string, signal: AbortSignal): Promise<string | null>;
}

export interface HasStorageMoving {
  readonly storageMoving: StorageMoving;
}

/** @throws `unsupported` for a driver without the ability. */
export function storageMovingOf(
  driver: HypervisorDriver | (HypervisorDriver & HasStorageMoving),
): StorageMoving {
  if ('storageMoving' in driver) return driver.storageMoving;
  throw new AppError('unsupported', `Files of the ${driver.name} driver's VMs stay where they were made.`);
}

/** Of those that the host tells. @throws AppError `not-found`, `precondition-failed` */
export function requirePlace({ place, places }: VmStorage, wanted: string): HostPlace {
  const found = places.find(({ name }) => name === wanted);
  const refuse = (code: 'not-found' | 'precondition-failed', message: string, remedy: string): never => {
    throw new AppError(code, message, { userMessage: `${message} ${remedy} Nothing was moved.` });
  };
  if (found === undefined)
    return refuse(
      'not-found',
      `This host has no place “${wanted}” for VMs.`,
      'Name it in BUSBAR_VM_FOLDERS there, or choose another.',
    );
  if (place === wanted)
    refuse('precondition-failed', `The VM’s files are in “${wanted}” already.`, 'Choose another place.');
  if (found.problem !== null) refuse('precondition-failed', found.problem, 'Or choose another place.');
  return found;
}
