import { toAppError } from '@busbar/shared/errors/app-error';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { HypervisorDriver } from './hypervisor/driver.ts';
import type { Log } from './log.ts';

const measureDeadlineMs = 60_000;

/** How slowly VMs boot here, by driver: the scale of every wait for a guest. */
export class BootFactors {
  readonly #factors = new Map<DriverName, number>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Measures in the background of a start; a driver that cannot be measured keeps a factor of 1. */
  async measure(drivers: readonly HypervisorDriver[], signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, AbortSignal.timeout(measureDeadlineMs)]);
    for (const driver of drivers) {
      try {
        const factor = await driver.bootFactor?.(either);
        if (factor === undefined) continue;
        // A fast machine needs no shorter deadlines: they only cost when something has failed.
        this.#factors.set(driver.name, Math.max(1, factor));
        this.#log.info({ driver: driver.name, factor }, 'boot factor measured');
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warn({ driver: driver.name, reason: toAppError(error).message }, 'boot factor unknown');
      }
    }
  }

  scaled(driver: Pick<HypervisorDriver, 'name'>, ms: number): number {
    return Math.round(ms * (this.#factors.get(driver.name) ?? 1));
  }
}
