/**
 * The VMs of this host as they are: follows the hypervisors, keeps the guests' channels, and says what has
 * changed. It changes nothing itself. VMs on trial are followed as all are, and told to nobody.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import type { GuestReport } from '@busbar/shared/protocol/guest-report';
import type { HostEventBody, ObservedVm, VmTelemetry } from '@busbar/shared/protocol/link';
import type { z } from 'zod';
import { GuestRegistry } from '../guests/guest-registry.ts';
import type { DriverVm, HypervisorDriver, VmChange } from '../hypervisor/driver.ts';
import type { Log } from '../log.ts';
import { retryUntilDone } from '../storage/retry.ts';
import { essenceOf, observedVm } from './observed-vm.ts';
import { ReportLooks } from './report-looks.ts';
import { isTrialVm } from './trial-vm.ts';

export type FleetDeps = {
  readonly drivers: readonly HypervisorDriver[];
  readonly log: Log;
  readonly random: () => number;
  readonly report: (event: HostEventBody) => void;
};

type Telemetry = z.infer<typeof VmTelemetry>;
type Known = {
  readonly driver: HypervisorDriver;
  vm: DriverVm;
  /** What its host knew of the guest at the last look. */
  report: GuestReport | null;
  reported: string | null;
  timer: NodeJS.Timeout | null;
};

/** Changes within this time are one report: a VM that starts changes several times. */
const settleMs = 150;
const findDeadlineMs = 30_000;

export class Fleet {
  readonly guests: GuestRegistry;
  readonly #deps: FleetDeps;
  readonly #vms = new Map<string, Known>();
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #listeners = new Set<(telemetry: Telemetry) => void>();
  readonly #stop = new AbortController();
  /** One look at a VM at a time; the last one wins. */
  readonly #looking = new Map<string, Promise<void>>();
  #reportLooks: ReportLooks | null = null;

  constructor(deps: FleetDeps) {
    this.#deps = deps;
    this.guests = new GuestRegistry({
      log: deps.log,
      random: deps.random,
      onChange: (vmId, what) => this.#guestChanged(vmId, what),
    });
  }

  /** Takes over what runs, then follows it until `close`. */
  async start(): Promise<void> {
    const { signal } = this.#stop;
    for (const driver of this.#deps.drivers) {
      await driver.adopt(signal);
      this.#follow(driver);
      for (const vm of await driver.list(signal)) this.#seen(driver, vm);
    }
    this.#reportLooks = new ReportLooks({
      ...this.#deps,
      silentVms: (driver) => this.#silentVms(driver),
      onReport: (vmId, report) => this.#guestReported(vmId, report),
    });
  }

  /** The driver that has the VM. @throws `not-found` */
  async driverOf(vmId: string, signal: AbortSignal): Promise<HypervisorDriver> {
    const known = this.#vms.get(vmId);
    if (known !== undefined) return known.driver;
    signal.throwIfAborted();
    const driver = await this.#find(vmId);
    if (driver !== undefined) return driver;
    throw new AppError('not-found', 'This host has no such VM.', {
      userMessage: 'The VM no longer exists on its host.',
    });
  }

  /** A driver by its name. @throws `unsupported` */
  driver(name: HypervisorDriver['name']): HypervisorDriver {
    const driver = this.#deps.drivers.find((candidate) => candidate.name === name);
    if (driver !== undefined) return driver;
    throw new AppError('unsupported', `This host has no ${name} hypervisor.`);
  }

  get drivers(): readonly HypervisorDriver[] {
    return this.#deps.drivers;
  }

  observe(vmId: string): ObservedVm | null {
    const known = this.#vms.get(vmId);
    return known === undefined ? null : this.#observed(known);
  }

  /** All VMs, looked at anew: what is not in it does not exist. */
  async observeAll(): Promise<readonly ObservedVm[]> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(findDeadlineMs)]);
    const lists = this.#deps.drivers.map(async (driver) => ({ driver, vms: await driver.list(signal) }));
    const here = (await Promise.all(lists)).flatMap(({ driver, vms }) => vms.map((vm) => ({ driver, vm })));
    const seen = here.map(({ driver, vm }) => this.#observed(this.#seen(driver, vm)));
    return seen.filter(({ vmId }) => vmId === null || !isTrialVm(vmId));
  }

  /**
   * Looks at a VM now, without waiting for its hypervisor to say that it has changed. What is seen is reported before
   * this resolves: who hears that a job has ended knows already what it did to its VM.
   */
  async refresh(vmId: string): Promise<ObservedVm | null> {
    const known = this.#vms.get(vmId);
    // A VM that was made a moment ago may not have been seen yet: any driver may have it.
    for (const driver of known === undefined ? this.#deps.drivers : [known.driver]) {
      await this.#look(vmId, driver);
      if (this.#vms.has(vmId)) break;
    }
    this.#reportNow(vmId);
    return this.observe(vmId);
  }

  /** Resolves with the first observation that fits, beginning with the current one. @throws the signal's reason. */
  async waitUntil(
    vmId: string,
    fits: (vm: ObservedVm | null) => boolean,
    signal: AbortSignal,
  ): Promise<ObservedVm | null> {
    const { promise, resolve, reject } = Promise.withResolvers<ObservedVm | null>();
    const check = (): void => {
      try {
        const vm = this.observe(vmId);
        if (fits(vm)) resolve(vm);
      } catch (error) {
        reject(error);
      }
    };
    const onAbort = (): void => reject(signal.reason);
    const watchers = this.#watchers.get(vmId) ?? new Set();
    this.#watchers.set(vmId, watchers.add(check));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      signal.throwIfAborted();
      check();
      return await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      watchers.delete(check);
      if (watchers.size === 0) this.#watchers.delete(vmId);
    }
  }

  /** Heartbeats as they come. Returns what ends it. */
  subscribe(listener: (telemetry: Telemetry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Lets go of everything; VMs go on running. */
  async close(): Promise<void> {
    this.#stop.abort(new AppError('cancelled', 'The host agent is stopping.'));
    for (const { timer } of this.#vms.values()) if (timer !== null) clearTimeout(timer);
    await this.guests.close();
    await this.#reportLooks?.close();
    await Promise.all(this.#looking.values());
    for (const driver of this.#deps.drivers) await driver.close();
  }

  #follow(driver: HypervisorDriver): void {
    const { signal } = this.#stop;
    const onChange = ({ vmId }: VmChange): void => void this.#look(vmId, driver);
    void retryUntilDone(() => driver.watch(onChange, signal), {
      pauseMs: 1000,
      longestMs: 30_000,
      signal,
      onFailure: (error) =>
        this.#deps.log.error({ err: error, driver: driver.name }, 'VMs cannot be watched; trying again'),
    });
  }

  async #find(vmId: string): Promise<HypervisorDriver | undefined> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(findDeadlineMs)]);
    for (const driver of this.#deps.drivers) if ((await driver.find(vmId, signal)) !== null) return driver;
    return undefined;
  }

  #look(vmId: string, driver: HypervisorDriver | undefined): Promise<void> {
    const earlier = this.#looking.get(vmId) ?? Promise.resolve();
    const look = earlier.then(() => this.#lookNow(vmId, driver));
    this.#looking.set(vmId, look);
    return look.finally(() => {
      if (this.#looking.get(vmId) === look) this.#looking.delete(vmId);
    });
  }

  async #lookNow(vmId: string, driver: HypervisorDriver | undefined): Promise<void> {
    if (driver === undefined || this.#stop.signal.aborted) return;
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(findDeadlineMs)]);
    try {
      const vm = await driver.find(vmId, signal);
      if (vm === null) this.#gone(vmId);
      else this.#seen(driver, vm);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#deps.log.warn({ err: error, vmId }, 'a VM cannot be looked at');
    }
  }

  #seen(driver: HypervisorDriver, vm: DriverVm): Known {
    const { vmId } = vm;
    const known = this.#vms.get(vmId) ?? { driver, vm, report: null, reported: null, timer: null };
    this.#vms.set(vmId, known);
    known.vm = vm;
    if (vm.power === 'running') {
      this.guests.track(vmId, (signal) => driver.dialGuest(vmId, signal));
    } else {
      this.guests.untrack(vmId);
      // The next boot is another guest.
      known.report = null;
    }
    this.#changed(vmId);
    return known;
  }

  #observed({ driver, vm, report }: Known): ObservedVm {
    return observedVm({ driver: driver.name, vm, guest: this.guests.state(vm.vmId), report });
  }

  #silentVms(driver: HypervisorDriver): readonly string[] {
    return [...this.#vms.values()]
      .filter((known) => known.driver === driver && known.vm.power === 'running')
      .map(({ vm }) => vm.vmId)
      .filter((vmId) => this.guests.state(vmId).channel === 'down');
  }

  #guestReported(vmId: string, report: GuestReport | null): void {
    const known = this.#vms.get(vmId);
    if (known === undefined || known.vm.power !== 'running') return;
    known.report = report;
    this.#changed(vmId);
  }

  #gone(vmId: string): void {
    const known = this.#vms.get(vmId);
    if (known === undefined) return;
    if (known.timer !== null) clearTimeout(known.timer);
    this.#vms.delete(vmId);
    this.guests.untrack(vmId);
    if (!isTrialVm(vmId)) this.#deps.report({ type: 'vm-gone', vmId });
    this.#tellWatchers(vmId);
  }

  #guestChanged(vmId: string, what: 'channel' | 'heartbeat'): void {
    const { heartbeat, rttMs } = this.guests.state(vmId);
    if (what === 'heartbeat' && heartbeat !== null && !isTrialVm(vmId)) {
      for (const listener of this.#listeners) listener({ vmId, heartbeat, channelRttMs: rttMs });
    }
    this.#changed(vmId);
  }

  #changed(vmId: string): void {
    this.#tellWatchers(vmId);
    const known = this.#vms.get(vmId);
    if (known === undefined || known.timer !== null || isTrialVm(vmId)) return;
    if (this.#stop.signal.aborted) return;
    known.timer = setTimeout(() => this.#reportNow(vmId), settleMs);
  }

  #reportNow(vmId: string): void {
    const known = this.#vms.get(vmId);
    const vm = this.observe(vmId);
    if (known === undefined || vm === null || isTrialVm(vmId) || this.#stop.signal.aborted) return;
    if (known.timer !== null) clearTimeout(known.timer);
    known.timer = null;
    const essence = essenceOf(vm);
    if (essence === known.reported) return;
    known.reported = essence;
    this.#deps.report({ type: 'vm-observed', vm });
  }

  #tellWatchers(vmId: string): void {
    for (const check of this.#watchers.get(vmId) ?? []) check();
  }
}
