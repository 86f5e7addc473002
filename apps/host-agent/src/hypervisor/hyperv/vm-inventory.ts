/** The VMs of this host as Hyper-V tells them in one question, matched with ours. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverVm } from '../driver.ts';
import { call } from './call.ts';
import { askPreflight, findObstacle } from './hyperv-facts.ts';
import type { HypervHost } from './hyperv-host.ts';
import { LatestLook } from './latest-look.ts';
import { type Matches, matchVms } from './match-vms.ts';
import { mediaOf } from './media.ts';
import { powerOfState } from './power-of-state.ts';
import { parseResults, VmSummary } from './results.ts';
import type { VmRecords } from './vm-records.ts';

export type Inventory = Matches & {
  /** Every VM of the host, also those of others. */
  readonly all: readonly VmSummary[];
  readonly images: ReadonlyMap<string, string>;
  /** Of ours by their marks alone: their records were lost, or they have come from another host. */
  readonly unrecorded: readonly string[];
};

/** A question that has begun serves everybody who waits, so it ends by itself and with the driver. */
const lookDeadlineMs = 60_000;

export class VmInventory {
  readonly #host: HypervHost;
  readonly #records: VmRecords;
  readonly #closing: AbortSignal;
  readonly #looks = new LatestLook(() => this.#take());

  constructor(host: HypervHost, records: VmRecords, closing: AbortSignal) {
    this.#host = host;
    this.#records = records;
    this.#closing = closing;
  }

  /** All that was changed by us, or told by an event, before this call is in it. */
  async look(signal: AbortSignal): Promise<Inventory> {
    signal.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([this.#looks.look(), promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** To be called after each cmdlet that may have changed something, and at each event. */
  changed(): void {
    this.#looks.changed();
  }

  /** `null` when Hyper-V has no such VM, whatever our records say. */
  async find(vmId: string, signal: AbortSignal): Promise<VmSummary | null> {
    return (await this.look(signal)).vms.get(vmId) ?? null;
  }

  /** @throws AppError `not-found`. */
  async get(vmId: string, signal: AbortSignal): Promise<VmSummary> {
    const summary = await this.find(vmId, signal);
    if (summary !== null) return summary;
    throw new AppError('not-found', `Hyper-V on this host has no VM that is ${vmId}.`, {
      userMessage: 'Hyper-V no longer has this VM; it may have been deleted there. Delete it here as well.',
    });
  }

  async #take(): Promise<Inventory> {
    const signal = AbortSignal.any([this.#closing, AbortSignal.timeout(lookDeadlineMs)]);
    const known = await this.#records.known();
    const all = await this.#ask(known.length === 0, signal);
    if (all.length === 0 && known.some(({ hypervId }) => hypervId !== null))
      await this.#requireRights(signal);
    const matches = matchVms(known, all);
    const recorded = new Map(known.flatMap(({ vmId, image }) => (image === null ? [] : [[vmId, image]])));
    const images = [...matches.vms].map(([vmId, { Id }]): [string, string] => [
      vmId,
      recorded.get(vmId) ?? matches.marks.get(Id)?.image ?? '',
    ]);
    const isRecorded = new Map(known.map(({ vmId, hypervId }) => [vmId, hypervId !== null]));
    // Without an image it is half made, and the attempt that made it goes on or undoes it.
    const unrecorded = images.flatMap(([vmId, image]) =>
      image === '' || isRecorded.get(vmId) === true ? [] : [vmId],
    );
    return { ...matches, all, images: new Map(images), unrecorded };
  }

  /** Where Hyper-V does not answer and we have made nothing, there are no VMs of ours; `facts` says what is wrong. */
  async #ask(isUnused: boolean, signal: AbortSignal): Promise<readonly VmSummary[]> {
    try {
      const summaries = call('Get-BusbarVMSummary', {}, 'BusbarVMSummary');
      return parseResults(VmSummary, await this.#host.query(summaries, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (isUnused) return [];
      throw error;
    }
  }

  /** Some releases answer who lacks the rights with an empty list, which must not be taken for deleted VMs. */
  async #requireRights(signal: AbortSignal): Promise<void> {
    const obstacle = findObstacle(await askPreflight(this.#host, signal));
    if (obstacle !== null) throw new AppError('unavailable', `Hyper-V cannot be asked for VMs. ${obstacle}`);
  }
}

export function describeVm(vmId: string, summary: VmSummary, image: string): DriverVm {
  return {
    vmId,
    name: summary.Name.slice(0, 256),
    power: powerOfState(summary.State),
    cpuCount: summary.ProcessorCount ?? 0,
    memoryBytes: summary.MemoryStartup ?? 0,
    image,
    media: mediaOf(summary),
  };
}

export const describeAll = ({ vms, images }: Inventory): readonly DriverVm[] =>
  [...vms].map(([vmId, summary]) => describeVm(vmId, summary, images.get(vmId) ?? ''));
