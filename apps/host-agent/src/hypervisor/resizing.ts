/** An optional ability of a driver (`resizing` in its facts): other CPUs, memory and disk for a VM that is off. */
import type { PowerState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DynamicMemoryBytes } from '@busbar/shared/jobs/vm-provision';
import type { HypervisorDriver, VmSpecification } from './driver.ts';

export type MachineSize = Pick<VmSpecification, 'cpuCount' | 'memoryBytes'> & {
  /** Null: it has all of its memory always. Not null: of drivers with the ability `dynamic-memory` only. */
  readonly dynamicMemory: DynamicMemoryBytes | null;
};
export type VmSize = MachineSize & Pick<VmSpecification, 'diskBytes'>;

export interface Resizing {
  /** As the hypervisor has it now. Error: `not-found` (VM). */
  sizeOf(vmId: string, signal: AbortSignal): Promise<VmSize>;
  /** Idempotent. Errors: `precondition-failed` unless the VM is off, `invalid-input`, `not-found`. */
  setMachine(vmId: string, size: MachineSize, signal: AbortSignal): Promise<void>;
  /**
   * Idempotent. The guest finds the room at its next boot. Errors: `invalid-input` for a smaller disk,
   * `precondition-failed` unless the VM is off, `insufficient-storage`, `not-found`.
   */
  growDisk(vmId: string, diskBytes: number, signal: AbortSignal): Promise<void>;
}

export interface HasResizing {
  readonly resizing: Resizing;
}

/** @throws `unsupported` for a driver without the ability. */
export function resizingOf(driver: HypervisorDriver | (HypervisorDriver & HasResizing)): Resizing {
  if ('resizing' in driver) return driver.resizing;
  throw new AppError('unsupported', `VMs of the ${driver.name} driver cannot be resized.`);
}

/** @throws AppError `precondition-failed` */
export function requireStopped(power: PowerState): void {
  if (power === 'stopped') return;
  throw new AppError('precondition-failed', `The VM is ${power}, and a VM is resized while it is off.`, {
    userMessage: `The VM is ${power}. Shut it down, then resize it; nothing was changed.`,
  });
}

const gibibytes = (bytes: number): string => `${Number((bytes / 2 ** 30).toFixed(1))} GiB`;

/** @throws AppError `invalid-input` */
export function refuseSmallerDisk(formerBytes: number, diskBytes: number): void {
  if (diskBytes >= formerBytes) return;
  throw new AppError(
    'invalid-input',
    `The disk has ${gibibytes(formerBytes)} and cannot become ${gibibytes(diskBytes)}.`,
    {
      userMessage: `The disk has ${gibibytes(formerBytes)}; a disk can only grow, since nobody can know what a smaller one would cut off. Nothing was changed.`,
    },
  );
}
