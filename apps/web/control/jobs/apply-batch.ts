/**
 * Applies a host's reports: one transaction for the effects of a whole batch and for the number of its last
 * event, so that each event has its effect exactly once however often it is sent. A host can only touch
 * its own jobs and VMs.
 */
import type { Transaction } from '@busbar/db/database';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostEvent } from '@busbar/shared/protocol/link';
import type { Change } from '../../services/change.ts';
import type { ControlDeps } from '../deps.ts';
import { createDeliveries } from '../webhooks/create-deliveries.ts';
import { adoptLocalJobs } from './adopt-local-jobs.ts';
import { applyEvent, hostTime, type JobHostEvent } from './apply-event.ts';
import { eventsOfEnd } from './events-of-end.ts';
import { changesOfFound, type FoundVm, foundVms } from './found-vms.ts';
import type { JobRecord, NewJobEvent } from './job-record.ts';
import { arrivedVm, asStored, type EndedMove, endedMoveOf, hasLeft, vmsOnTheMove } from './moves.ts';
import { storeJob, storeVm, toJobRecord } from './store-job.ts';
import { diskOfEnd, vmEventOfAcceptance, vmEventOfEnd } from './vm-effect.ts';
import { moveVm, observeVm, type VmRecord, vmRecordFields } from './vm-record.ts';

export type BatchInput = {
  readonly hostId: string;
  readonly events: readonly HostEvent[];
  /** Reports about VMs up to this number are already in the inventory that was taken after them. */
  readonly observedUpTo: number;
  /** VMs that are here only since that inventory: what it says of them was not taken. */
  readonly unseenVms: ReadonlySet<string>;
};

export type BatchResult = {
  /** Every event up to this one has been applied. */
  readonly lastSeq: number;
  readonly changes: readonly Change[];
  /** VMs that were made on the host itself and that nobody here knew before. */
  readonly newVms: readonly string[];
  /** Whether a job has ended, so that another may begin. */
  readonly hasFreed: boolean;
  readonly hasDeliveries: boolean;
  readonly endedMoves: readonly EndedMove[];
};

/** @throws `bad-peer` when numbers are missing; `unauthenticated` when the host has been removed. */
export function applyBatch(
  deps: Pick<ControlDeps, 'db' | 'newId' | 'nowMs' | 'log'>,
  input: BatchInput,
): Promise<BatchResult> {
  return deps.db.write(async (transaction) => {
    const host = await transaction.host.findUnique({
      where: { id: input.hostId },
      select: { id: true, state: true, lastEventSeq: true },
    });
    if (host === null || host.state === 'removed') {
      throw new AppError('unauthenticated', 'The host has been removed.');
    }
    const events = unapplied(input.events, host.lastEventSeq);
    const last = events.at(-1);
    if (last === undefined) return { ...nothing, lastSeq: host.lastEventSeq };
    const newVms = await adoptLocalJobs(deps, transaction, input.hostId, events);
    const unseen = new Set([...input.unseenVms, ...newVms]);
    const news = events.filter((event) => isNews(event, input.observedUpTo, unseen));
    const batch = await Batch.load(transaction, input.hostId, news);
    for (const event of news) batch.apply(event, deps.nowMs());
    const facts = events.findLast((event) => event.type === 'facts-changed');
    await transaction.host.update({
      where: { id: host.id },
      data: { lastEventSeq: last.seq, lastSeenAt: new Date(deps.nowMs()), ...factsData(facts) },
      select: { id: true },
    });
    const stored = await batch.store(deps, transaction);
    const vmChanges = newVms.map((id): Change => ({ entity: 'vm', id }));
    const hostChange: Change[] = facts === undefined ? [] : [{ entity: 'host', id: host.id }];
    return {
      lastSeq: last.seq,
      newVms,
      ...stored,
      changes: [...stored.changes, ...vmChanges, ...hostChange],
    };
  });
}

const nothing = { changes: [], newVms: [], hasFreed: false, hasDeliveries: false, endedMoves: [] } as const;

/** What the inventory told of a VM is not told again by an older report; unless the VM was not here yet. */
function isNews(event: HostEvent, observedUpTo: number, unseen: ReadonlySet<string>): boolean {
  if (event.type !== 'vm-observed' && event.type !== 'vm-gone') return true;
  const vmId = event.type === 'vm-gone' ? event.vmId : event.vm.vmId;
  return event.seq > observedUpTo || unseen.has(vmId ?? '');
}

/** Numbers have no gaps: one that is missing would be an effect that is lost. */
function unapplied(events: readonly HostEvent[], lastSeq: number): readonly HostEvent[] {
  const fresh = events.filter(({ seq }) => seq > lastSeq);
  const gap = fresh.find(({ seq }, index) => seq !== lastSeq + 1 + index);
  if (gap === undefined) return fresh;
  throw new AppError(
    'bad-peer',
    `The host's events have a gap before number ${gap.seq} (last applied: ${lastSeq}).`,
  );
}

function factsData(event: HostEvent | undefined): Readonly<Record<string, unknown>> {
  if (event?.type !== 'facts-changed') return {};
  return {
    drivers: JSON.stringify(event.drivers),
    images: JSON.stringify(event.images),
    capacity: JSON.stringify(event.capacity),
    version: { increment: 1 },
  };
}

type LoadedVm = { readonly before: VmRecord | null; now: VmRecord };
type Loaded = {
  readonly jobs: readonly JobRecord[];
  readonly vms: readonly VmRecord[];
  readonly found: readonly FoundVm[];
  readonly leaving: ReadonlySet<string>;
};

/** The rows that a batch touches, in memory while it is applied. */
class Batch {
  readonly #hostId: string;
  readonly #jobs: Map<
    string,
    { before: JobRecord; now: JobRecord; events: NewJobEvent[]; hasEnded: boolean }
  >;
  /** `before`: as it is stored; null of one that was another host's. */
  readonly #vms: Map<string, LoadedVm>;
  readonly #found: readonly FoundVm[];
  /** VMs that a job takes to another host. */
  readonly #leaving: ReadonlySet<string>;
  readonly #endedMoves: EndedMove[] = [];

  private constructor(hostId: string, { jobs, vms, found, leaving }: Loaded) {
    this.#hostId = hostId;
    this.#jobs = new Map(jobs.map((job) => [job.id, { before: job, now: job, events: [], hasEnded: false }]));
    this.#vms = new Map([
      ...vms.map((vm): [string, LoadedVm] => [vm.id, { before: vm, now: vm }]),
      ...found.map(({ vm }): [string, LoadedVm] => [vm.id, { before: null, now: vm }]),
    ]);
    this.#found = found;
    this.#leaving = leaving;
  }

  static async load(transaction: Transaction, hostId: string, events: readonly HostEvent[]): Promise<Batch> {
    const jobIds = new Set(events.flatMap((event) => ('jobId' in event ? [event.jobId] : [])));
    const jobs = await transaction.job.findMany({ where: { id: { in: [...jobIds] }, hostId } });
    const observed = events.flatMap((event) => (event.type === 'vm-observed' ? (event.vm.vmId ?? []) : []));
    const gone = events.flatMap((event) => (event.type === 'vm-gone' ? event.vmId : []));
    const vmIds = new Set([...observed, ...gone, ...jobs.map(({ vmId }) => vmId ?? '')]);
    const where = { id: { in: [...vmIds] }, hostId };
    const vms = await transaction.vm.findMany({ where, select: vmRecordFields });
    const leaving = gone.length > 0 ? await vmsOnTheMove(transaction, hostId) : new Set<string>();
    const own = new Set(vms.map(({ id }) => id));
    const foreign = new Set(observed.filter((vmId) => !own.has(vmId)));
    const found = foreign.size > 0 ? await foundVms(transaction, hostId, foreign) : [];
    return new Batch(hostId, { jobs: jobs.map(toJobRecord), vms, found, leaving });
  }

  apply(event: HostEvent, nowMs: number): void {
    if ('jobId' in event) this.#applyToJob(event, nowMs);
    else if (event.type === 'vm-observed') {
      this.#changeVm(event.vm.vmId, (vm) => observeVm(vm, event.vm, hostTime(event.at, nowMs)));
    } else if (event.type === 'vm-gone' && !this.#leaving.has(event.vmId)) {
      this.#changeVm(event.vmId, (vm) => moveVm(vm, 'gone', hostTime(event.at, nowMs)));
    }
  }

  #applyToJob(event: JobHostEvent, nowMs: number): void {
    const entry = this.#jobs.get(event.jobId);
    if (entry === undefined) return;
    const wasWaiting = entry.now.state === 'queued' || entry.now.state === 'waiting';
    const result = applyEvent(entry.now, this.#hostId, event, nowMs);
    if (!result.applied) return;
    entry.now = result.job;
    entry.events.push(...result.events);
    entry.hasEnded ||= result.hasEnded;
    const at = hostTime(event.at, nowMs);
    const accepted = wasWaiting ? vmEventOfAcceptance(entry.now.kind) : null;
    if (accepted !== null) this.#changeVm(entry.now.vmId, (vm) => moveVm(vm, accepted, at));
    if (event.type !== 'job-ended') return;
    const { outcome, leftBehind, kept = false } = event;
    const ended = vmEventOfEnd(entry.now.kind, outcome, kept || leftBehind.length > 0);
    if (ended !== null) this.#changeVm(entry.now.vmId, (vm) => moveVm(vm, ended, at));
    const move = endedMoveOf(entry.now);
    if (move !== null) {
      this.#endedMoves.push(move);
      if (hasLeft(entry.now)) this.#changeVm(move.vmId, (vm) => arrivedVm(vm, move.toId));
    }
    const diskGb = diskOfEnd(entry.now.kind, outcome, entry.now.document);
    if (diskGb !== null) this.#changeVm(entry.now.vmId, (vm) => ({ ...vm, diskGb }));
    // A kept VM was seen before it was nobody's any more: one whose agent answers runs.
    if (kept) {
      const isUp = (vm: VmRecord): boolean => vm.channel === 'up';
      this.#changeVm(entry.now.vmId, (vm) => (isUp(vm) ? moveVm(vm, 'observed-running', at) : vm));
    }
  }

  #changeVm(vmId: string | null, change: (vm: VmRecord) => VmRecord): void {
    const entry = this.#vms.get(vmId ?? '');
    // One that has left is another's to speak for.
    if (entry !== undefined && entry.now.hostId === this.#hostId) entry.now = change(entry.now);
  }

  async store(
    deps: Pick<ControlDeps, 'newId' | 'nowMs'>,
    transaction: Transaction,
  ): Promise<Pick<BatchResult, 'changes' | 'hasFreed' | 'hasDeliveries' | 'endedMoves'>> {
    const jobs = [...this.#jobs.values()].filter(({ before, now }) => before !== now);
    const ended = jobs.filter(({ hasEnded }) => hasEnded).map(({ now }) => now);
    const endedVms = new Set(ended.map(({ vmId }) => vmId));
    const vms = [...this.#vms.values()].filter(({ before, now }) => before !== now);
    for (const { now, events } of jobs) await storeJob(transaction, now, events);
    for (const { now } of vms) {
      const isHere = now.hostId === this.#hostId;
      await storeVm(transaction, isHere ? now : await asStored(transaction, now, new Date(deps.nowMs())));
    }
    const deliveries = await createDeliveries(deps, transaction, ended.flatMap(eventsOfEnd));
    const vmIds = new Set([...vms.map(({ now }) => now.id), ...[...endedVms].filter((id) => id !== null)]);
    const changes: Change[] = [
      ...jobs.map(({ now, events }) => jobChange(now.id, events)),
      ...[...vmIds].map((id): Change => ({ entity: 'vm', id })),
      ...deliveries.map((id): Change => ({ entity: 'delivery', id })),
      ...this.#endedMoves.flatMap(({ fromId, toId }) =>
        [fromId, toId].map((id): Change => ({ entity: 'host', id })),
      ),
      ...this.#found.flatMap(changesOfFound),
    ];
    return {
      endedMoves: this.#endedMoves,
      changes,
      hasFreed: ended.length > 0,
      hasDeliveries: deliveries.length > 0,
    };
  }
}

function jobChange(id: string, events: readonly NewJobEvent[]): Change {
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return { entity: 'job', id };
  return { entity: 'job', id, from: first.number, to: last.number };
}
