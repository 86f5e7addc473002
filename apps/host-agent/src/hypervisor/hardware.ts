/**
 * Optional abilities of a driver (`dynamic-memory`, `adapters`, `tpm` in its facts): hardware of a VM beside CPUs, memory
 * and disk. A driver that has any of them can also tell what a VM has.
 */
import { abilitiesNeeded, type HardwareAbility } from '@busbar/shared/domain/hardware';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmHardware } from '@busbar/shared/protocol/asked-of-host';
import type { HypervisorDriver, VmSpecification } from './driver.ts';

export type { VmHardware };

export interface Hardware {
  /** As the hypervisor has it now. Error: `not-found` (VM). */
  look(vmId: string, signal: AbortSignal): Promise<VmHardware>;
  /**
   * Refuses, before anything is made, what this host cannot give the VM: a switch or a secure boot template that it does
   * not have. Errors: `precondition-failed`, `invalid-input`.
   */
  refuseUnfit(vm: VmSpecification, signal: AbortSignal): Promise<void>;
}

export interface HasHardware {
  readonly hardware: Hardware;
}

export const hasHardware = <Driver extends object>(driver: Driver): driver is Driver & HasHardware =>
  'hardware' in driver;

/** @throws `unsupported` for a driver without any of the abilities. */
export function hardwareOf(driver: HypervisorDriver): Hardware {
  if (hasHardware(driver)) return driver.hardware;
  throw new AppError('unsupported', `The ${driver.name} driver tells nothing of the hardware of its VMs.`);
}

type WantedHardware = Pick<VmSpecification, 'dynamicMemory' | 'adapters' | 'tpm'>;

const words: Readonly<Record<HardwareAbility, string>> = {
  'dynamic-memory': 'dynamic memory',
  adapters: 'network adapters of their own',
  tpm: 'a TPM',
};

/** For drivers without the abilities: nothing is left out silently. @throws AppError `unsupported` */
export function refuseHardware(driver: string, { dynamicMemory, adapters, tpm }: WantedHardware): void {
  const [needed] = abilitiesNeeded({
    dynamicMemory: dynamicMemory == null ? null : { minimumMb: 0, maximumMb: 0, bufferPercent: 0 },
    adapters: adapters?.map((adapter) => ({ ...adapter, addressing: { mode: 'dhcp' } })),
    tpm,
  });
  if (needed === undefined) return;
  throw new AppError('unsupported', `VMs of the ${driver} driver cannot have ${words[needed]}.`);
}
