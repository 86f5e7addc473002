/** An optional ability of a driver (`importing` in its facts): to make a VM's disk from what `Exporting` has copied. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { HypervisorDriver, Progress, VmSpecification } from './driver.ts';

export type CopiedVm = {
  /** As `Exporting.copyInto` has left it. Whoever wrote it may be hostile: an export comes from anywhere. */
  readonly folder: string;
  /** Whether it stays as it is, or its files may become the VM's own: then they need not be copied again. */
  readonly isKept: boolean;
};

export interface Importing {
  /**
   * As `HypervisorDriver.createDisk`, from the copy of a VM in place of an image; `createVm` follows. Idempotent per
   * vmId: a complete disk is kept, a partial one made anew. Errors: `invalid-input` for a copy that is none of this
   * driver's, `insufficient-storage`.
   */
  createDiskFrom(
    copied: CopiedVm,
    vm: VmSpecification,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface HasImporting {
  readonly importing: Importing;
}

/** @throws `unsupported` for a driver without the ability. */
export function importingOf(driver: HypervisorDriver | (HypervisorDriver & HasImporting)): Importing {
  if ('importing' in driver) return driver.importing;
  throw new AppError('unsupported', `The ${driver.name} driver makes no VMs of copies.`);
}

/** @throws AppError `invalid-input`. `reason` begins with a capital letter. */
export const refusedCopy = (reason: string, cause?: unknown): AppError =>
  new AppError('invalid-input', reason, {
    userMessage: `${reason} Nothing was made from it.`,
    ...(cause === undefined ? {} : { cause }),
  });
