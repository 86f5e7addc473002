/** An optional ability of a driver (`metering` in its facts): what a VM has used since metering began, kept by its hypervisor. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { MeteringReport } from '@busbar/shared/protocol/asked-of-host';

export type { MeteringReport };

export interface Metering {
  /** Idempotent: what was counted stays. Error: `not-found` (VM). */
  turnOn(vmId: string, signal: AbortSignal): Promise<void>;
  /** Idempotent; what was counted is forgotten. */
  turnOff(vmId: string, signal: AbortSignal): Promise<void>;
  /** Counts from zero again. Error: `precondition-failed` while it is off. */
  beginAnew(vmId: string, signal: AbortSignal): Promise<void>;
  /** Null while it is off. */
  measure(vmId: string, signal: AbortSignal): Promise<MeteringReport | null>;
}

export interface HasMetering {
  readonly metering: Metering;
}

/** @throws `unsupported` for a driver without the ability. */
export function meteringOf(driver: object & { readonly name: string }): Metering {
  if ('metering' in driver) return (driver as HasMetering).metering;
  throw new AppError('unsupported', `What VMs of the ${driver.name} driver use is not metered.`);
}
