/** An optional ability of a driver (`exporting` in its facts): a copy of a VM that stands on nothing else. */
import type { PowerState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HypervisorDriver, Progress, VmSpecification } from './driver.ts';

/** A VM as it is copied. `running`: from under the guest, which leaves its disks as after a power cut. */
export type ExportedVm = VmSpecification & {
  readonly power: PowerState;
  /** About as many as the copy will have. */
  readonly bytes: number;
};

export interface Exporting {
  /** Errors: `not-found`; `precondition-failed`, with what to do, in a state in which the VM is not exported. */
  look(vmId: string, signal: AbortSignal): Promise<ExportedVm>;
  /**
   * Copies all that the VM consists of into an empty folder: disks without bases or with them, and what else the
   * driver needs to make it again. What fails or is cancelled may leave files there. Errors: those of `look`,
   * `insufficient-storage`.
   */
  copyInto(vmId: string, folder: string, progress: Progress, signal: AbortSignal): Promise<ExportedVm>;
  /** Of a copy, the file that the VM wrote as its system disk, perhaps with its parents beside it. Errors: `invalid-input`. */
  diskOf(folder: string, signal: AbortSignal): Promise<string>;
  /** Resolves once nothing writes for a `copyInto` any more that was cut short, by whatever process of this agent. */
  settle(vmId: string, signal: AbortSignal): Promise<void>;
}

export interface HasExporting {
  readonly exporting: Exporting;
}

/** Which state of which VM, and the empty folder into which it is copied. */
export type CheckpointCopy = {
  readonly vmId: string;
  readonly checkpointId: string;
  readonly folder: string;
};

/** An ability that not all drivers have that export (`checkpoint-exporting` in their facts). */
export interface CheckpointExporting {
  /** As `Exporting.copyInto`, of the VM as it was at a checkpoint, without its memory. Error: `not-found` (checkpoint). */
  copyInto(copy: CheckpointCopy, progress: Progress, signal: AbortSignal): Promise<ExportedVm>;
}

export interface HasCheckpointExporting {
  readonly checkpointExporting: CheckpointExporting;
}

/** @throws `unsupported` for a driver without the ability. */
export function checkpointExportingOf(
  driver: HypervisorDriver | (HypervisorDriver & HasCheckpointExporting),
): CheckpointExporting {
  if ('checkpointExporting' in driver) return driver.checkpointExporting;
  throw new AppError('unsupported', `The ${driver.name} driver makes no copies of checkpoints.`);
}

/** @throws `unsupported` for a driver without the ability. */
export function exportingOf(driver: HypervisorDriver | (HypervisorDriver & HasExporting)): Exporting {
  if ('exporting' in driver) return driver.exporting;
  throw new AppError('unsupported', `The ${driver.name} driver makes no copies of VMs.`);
}

/** @throws AppError `precondition-failed` */
export function requireExportable(power: PowerState, allowed: readonly PowerState[]): void {
  if (allowed.includes(power)) return;
  const wanted = allowed.includes('running') ? 'while it runs or is off' : 'while it is off';
  throw new AppError('precondition-failed', `The VM is ${power}, and a VM is copied ${wanted}.`, {
    userMessage: `The VM is ${power}. It is copied ${wanted}, so that what is copied fits together. Shut it down, then ask again; nothing was changed.`,
  });
}
