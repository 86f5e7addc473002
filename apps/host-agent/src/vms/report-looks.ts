/**
 * Looks again and again at what hosts know of running guests whose agent does not answer. Where every agent answers, or
 * the hypervisor knows nothing of its guests, nobody is asked.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { GuestReport } from '@busbar/shared/protocol/guest-report';
import type { HypervisorDriver } from '../hypervisor/driver.ts';
import { type GuestReports, guestReportsOf } from '../hypervisor/guest-reports.ts';
import type { Log } from '../log.ts';

export type ReportLooksDeps = {
  readonly drivers: readonly HypervisorDriver[];
  /** VMs of a driver that run and whose agent does not answer. */
  readonly silentVms: (driver: HypervisorDriver) => readonly string[];
  /** Told after each look; null: nothing is known. */
  readonly onReport: (vmId: string, report: GuestReport | null) => void;
  readonly log: Log;
};

/** A guest that boots is asked sooner than one that never had an agent. */
const pauses = { firstMs: 500, growth: 1.3, longestMs: 5_000 } as const;
const lookDeadlineMs = 60_000;

export class ReportLooks {
  readonly #deps: ReportLooksDeps;
  readonly #stop = new AbortController();
  readonly #loops: readonly Promise<void>[];

  constructor(deps: ReportLooksDeps) {
    this.#deps = deps;
    this.#loops = deps.drivers.flatMap((driver) => {
      const reports = guestReportsOf(driver);
      return reports === null ? [] : [this.#lookAgainAndAgain(driver, reports)];
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  async #lookAgainAndAgain(driver: HypervisorDriver, reports: GuestReports): Promise<void> {
    const { signal } = this.#stop;
    let asked: ReadonlySet<string> = new Set();
    for (let pauseMs: number = pauses.firstMs; !signal.aborted; ) {
      const silent = this.#deps.silentVms(driver);
      const isNew = silent.some((vmId) => !asked.has(vmId));
      pauseMs = isNew ? pauses.firstMs : Math.min(pauseMs * pauses.growth, pauses.longestMs);
      asked = new Set(silent);
      if (silent.length > 0) await this.#look(driver, reports, silent);
      await delay(pauseMs, undefined, { signal }).catch(onlyAbort);
    }
  }

  async #look(driver: HypervisorDriver, reports: GuestReports, silent: readonly string[]): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(lookDeadlineMs)]);
    try {
      const told = await reports.look(silent, signal);
      if (this.#stop.signal.aborted) return;
      for (const vmId of silent) this.#deps.onReport(vmId, told.get(vmId) ?? null);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#deps.log.warn(
        { err: error, driver: driver.name },
        'guests without an agent cannot be asked about',
      );
    }
  }
}

function onlyAbort(error: unknown): void {
  if ((error as Error).name !== 'AbortError') throw error;
}
