/**
 * An optional ability of a driver (`disks` in its facts): further disks of a VM, and what is done with any of them. What takes
 * several steps is asked for step by step, each of which may be asked for again.
 */
import { type DiskKind, systemDiskId } from '@busbar/shared/domain/disk';
import type { PowerState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmDisk } from '@busbar/shared/protocol/asked-of-host';
import type { HypervisorDriver, Progress } from './driver.ts';

export type DiskFile = {
  /** As the driver names it: a path, or a name in the VM's folder. */
  readonly file: string;
  readonly fileBytes: number | null;
};
export type DriverDisk = Omit<VmDisk, 'name' | 'below'> & DiskFile & { readonly below: readonly DiskFile[] };

export type DiskChange = 'add' | 'remove' | 'resize' | 'compact' | 'convert';

/** `key` names the file that is made: a job's id. */
export type NewDisk = { readonly key: string; readonly sizeBytes: number; readonly kind: DiskKind };
export type NewCopy = { readonly diskId: string; readonly key: string; readonly kind: DiskKind };

/** Errors of all: `not-found` (VM, disk); `precondition-failed`, with what to do, in a state that does not allow it. */
export interface Disks {
  /** As the hypervisor has them now, the system disk first. */
  list(vmId: string, signal: AbortSignal): Promise<readonly DriverDisk[]>;
  /** Where its files are on the host. */
  folderOf(vmId: string, signal: AbortSignal): Promise<string>;
  /** Refuses what cannot be done now. The disk; null for one that is to be added. */
  look(
    vmId: string,
    change: DiskChange,
    diskId: string | null,
    signal: AbortSignal,
  ): Promise<DriverDisk | null>;
  /** The file of this key in the VM's folder, whether it is there or not. */
  fileOf(vmId: string, key: string, signal: AbortSignal): Promise<string>;
  /** An empty disk that no VM has yet. What an interrupted attempt left is made anew. Error: `insufficient-storage`. */
  create(vmId: string, disk: NewDisk, progress: Progress, signal: AbortSignal): Promise<void>;
  /** At this place, or the first free one. A running guest sees it at once. Returns its id. */
  attach(vmId: string, file: string, diskId: string | null, signal: AbortSignal): Promise<string>;
  /** The file stays. One that is not attached is left as it is. A guest that has it mounted gets errors. */
  detach(vmId: string, file: string, signal: AbortSignal): Promise<void>;
  /** Deletes a file of the VM's folder that no VM has attached, if it is there. */
  removeFile(vmId: string, file: string, signal: AbortSignal): Promise<void>;
  /** Never to fewer bytes: `invalid-input`. Error: `insufficient-storage`. */
  grow(vmId: string, diskId: string, sizeBytes: number, signal: AbortSignal): Promise<void>;
  /** Gives back the room of what is empty in it. `key`: of a copy, where one is needed. */
  compact(vmId: string, disk: Omit<NewCopy, 'kind'>, progress: Progress, signal: AbortSignal): Promise<void>;
  /** Writes a copy that stands on itself, which `replace` has the VM use. Error: `insufficient-storage`. */
  copyAs(vmId: string, copy: NewCopy, progress: Progress, signal: AbortSignal): Promise<void>;
  /** The copy takes the place of the disk, whose file was `former` and goes. */
  replace(vmId: string, copy: NewCopy & { readonly former: string }, signal: AbortSignal): Promise<void>;
}

export interface HasDisks {
  readonly disks: Disks;
}

/** @throws `unsupported` for a driver without the ability. */
export function disksOf(driver: HypervisorDriver | (HypervisorDriver & HasDisks)): Disks {
  if ('disks' in driver) return driver.disks;
  throw new AppError(
    'unsupported',
    `VMs of the ${driver.name} driver have one disk, which stays as it is made.`,
  );
}

export type DiskState = {
  readonly change: DiskChange;
  readonly power: PowerState;
  readonly checkpointCount: number;
  /** Null: one that is to be added. */
  readonly disk: Pick<DriverDisk, 'id' | 'kind' | 'sizeBytes'> | null;
};

const words: Readonly<Record<DiskChange, string>> = {
  add: 'get another disk',
  remove: 'lose a disk',
  resize: 'have its disk grow',
  compact: 'have its disk compacted',
  convert: 'have its disk converted',
};

/** What the disk is written anew for, and the system disk's size, change while nobody reads it. */
const needsOff = ({ change, disk }: DiskState): boolean =>
  change === 'compact' || change === 'convert' || (change === 'resize' && disk?.id === systemDiskId);

/** The same for all drivers. @throws AppError `precondition-failed` */
export function requireChangeable(state: DiskState): void {
  const { change, power, checkpointCount, disk } = state;
  const refuse = (message: string, remedy: string): never => {
    throw new AppError('precondition-failed', message, {
      userMessage: `${message} ${remedy} Nothing was changed.`,
    });
  };
  if (change === 'remove' && disk?.id === systemDiskId)
    refuse('The VM boots from this disk.', 'Delete the VM, if that is what you want.');
  if (disk !== null && disk.sizeBytes === null && change !== 'remove')
    refuse('The file of the disk cannot be read.', 'Put it back where it was, or remove the disk.');
  if (change === 'compact' && disk?.kind === 'fixed')
    refuse('A fixed disk takes all of its room always.', 'Convert it to a dynamic one.');
  if (power !== 'stopped' && needsOff(state))
    refuse(`The VM is ${power}, and can ${words[change]} only while it is off.`, 'Shut it down first.');
  if (power !== 'stopped' && power !== 'running')
    refuse(`The VM is ${power}, and cannot ${words[change]} so.`, 'Start it or power it off first.');
  if (checkpointCount > 0)
    refuse(
      `The VM has checkpoints, and cannot ${words[change]} without losing the way back to them.`,
      'Remove its checkpoints first.',
    );
}

/** @throws AppError `not-found` */
export function findDisk(disks: readonly DriverDisk[], diskId: string): DriverDisk {
  const found = disks.find(({ id }) => id === diskId);
  if (found !== undefined) return found;
  throw new AppError('not-found', `The VM has no disk ${diskId}.`, {
    userMessage: 'The VM no longer has this disk. Nothing was changed.',
  });
}
