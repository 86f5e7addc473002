/** An optional ability of a driver (`pausing` in its facts): a VM stands still with all that it has in memory. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { HypervisorDriver } from './driver.ts';

export interface Pausing {
  /** Idempotent. Errors: `not-found`; `precondition-failed` for a VM that does not run. */
  pause(vmId: string, signal: AbortSignal): Promise<void>;
  /** Idempotent: what runs goes on running. Errors: `not-found`; `precondition-failed` for a VM that is off. */
  resume(vmId: string, signal: AbortSignal): Promise<void>;
}

export interface HasPausing {
  readonly pausing: Pausing;
}

/** @throws `unsupported` for a driver without the ability. */
export function pausingOf(driver: HypervisorDriver | (HypervisorDriver & HasPausing)): Pausing {
  if ('pausing' in driver) return driver.pausing;
  throw new AppError(
    'unsupported',
    `VMs of the ${driver.name} driver cannot be paused. Nothing was changed.`,
  );
}
