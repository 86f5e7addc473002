/**
 * One link from its hello to its end: facts, inventory, reconciliation, then events and telemetry for as
 * long as it lives. The first failure ends it; the host dials again by itself.
 */
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { Inventory, linkPaths } from '@busbar/shared/protocol/link';
import type { TelemetryView } from '@busbar/shared/realtime/views';
import type { Change } from '../../services/change.ts';
import type { ControlDeps } from '../deps.ts';
import type { EndedMove } from '../jobs/moves.ts';
import { settleMove } from '../jobs/settle-moves.ts';
import type { HostLink } from './host-link.ts';
import type { HostRegistry } from './host-registry.ts';
import { receiveEvents } from './receive-events.ts';
import { receiveTelemetry } from './receive-telemetry.ts';
import { reconcileJobs } from './reconcile-jobs.ts';
import { reconcileVms } from './reconcile-vms.ts';
import { changesOfHost, sayHello, storeLinkDown, storeLinkUp } from './say-hello.ts';

export type HostSessionDeps = ControlDeps & {
  readonly registry: HostRegistry;
  readonly version: string;
  readonly emitTelemetry: (telemetry: TelemetryView) => void;
  /** The host may have room for another job. */
  readonly wakeHost: (hostId: string) => void;
  readonly wakeDeliveries: () => void;
  /** Reports of a host have been committed, with these changes. */
  readonly reportsStored: (changes: readonly Change[]) => void;
};

const inventoryDeadlineMs = 60_000;
/** 10,000 VMs with their facts. */
const inventoryLimitBytes = 64 * 1024 * 1024;

/** Resolves when the link is over; what ended it is in the log. Never rejects. */
export async function runHostSession(deps: HostSessionDeps, link: HostLink): Promise<void> {
  const { hostId } = link;
  let linkedAt: Date | null = null;
  try {
    const hello = await sayHello(link, deps.version);
    const start = await takeInventory(deps, link);
    // Whoever reads that the host is online finds its link here.
    deps.registry.add(link);
    linkedAt = await storeLinkUp(deps, hostId, hello);
    deps.publish(await changesOfHost(deps, hostId));
    deps.log.info({ hostId, vms: start.inventory.vms.length, afterSeq: start.afterSeq }, 'a host is online');
    await converse(deps, link, start);
  } catch (thrown) {
    const error = toAppError(thrown);
    deps.log.warn({ hostId, code: error.code, reason: error.message }, 'a link ended');
    link.cut(error);
  }
  link.cut(new AppError('unavailable', 'The link is over.'));
  deps.registry.remove(link);
  await endOf(deps, link, linkedAt);
}

async function endOf(deps: HostSessionDeps, link: HostLink, linkedAt: Date | null): Promise<void> {
  if (linkedAt === null) return;
  const { hostId } = link;
  try {
    await skipLostEvents(deps, link);
    const wasCurrent = await storeLinkDown(deps, hostId, linkedAt);
    if (!wasCurrent) return;
    deps.publish(await changesOfHost(deps, hostId));
    deps.wakeHost(hostId);
  } catch (thrown) {
    deps.log.error({ hostId, error: toAppError(thrown) }, 'the end of a link could not be stored');
  }
}

type Start = { readonly inventory: Inventory; readonly askedAt: Date; readonly afterSeq: number };

async function takeInventory(deps: HostSessionDeps, link: HostLink): Promise<Start> {
  const askedAt = new Date(deps.nowMs());
  const inventory = await link.request({
    path: linkPaths.inventory,
    output: Inventory,
    deadlineMs: inventoryDeadlineMs,
    limitBytes: inventoryLimitBytes,
  });
  const afterSeq = await startOfEvents(deps, link.hostId, inventory.eventSeq);
  await reconcileVms(deps, link.hostId, inventory);
  return { inventory, askedAt, afterSeq };
}

async function converse(
  deps: HostSessionDeps,
  link: HostLink,
  { inventory, askedAt, afterSeq }: Start,
): Promise<void> {
  const { hostId } = link;
  let isReconciled = false;
  const onApplied = async (lastSeq: number): Promise<void> => {
    if (isReconciled || lastSeq < inventory.eventSeq) return;
    isReconciled = true;
    const endedMoves = await reconcileJobs(deps, { link, inventory, askedAt });
    for (const move of endedMoves) settleLater(deps, move);
    deps.wakeHost(hostId);
  };
  await onApplied(afterSeq);
  const events = receiveEvents(deps, {
    link,
    afterSeq,
    observedUpTo: inventory.eventSeq,
    onApplied: async (result) => {
      deps.reportsStored(result.changes);
      if (result.hasFreed) deps.wakeHost(hostId);
      for (const move of result.endedMoves) settleLater(deps, move);
      if (result.hasDeliveries) deps.wakeDeliveries();
      await onApplied(result.lastSeq);
    },
  });
  const telemetry = receiveTelemetry(
    { nowMs: deps.nowMs, emit: deps.emitTelemetry, ownsVm: (host, vmId) => ownsVm(deps, host, vmId) },
    link,
  );
  try {
    await Promise.race([events, telemetry, link.closed]);
    link.cut(link.error() ?? new AppError('unavailable', 'The host ended a stream of the link.'));
  } catch (thrown) {
    // The first reason wins; what the others say follows from it.
    link.cut(toAppError(thrown));
  }
  await Promise.allSettled([events, telemetry]);
  const reason = link.error();
  if (reason !== null) throw reason;
}

/**
 * Where to go on. A host that counts less than we have applied has lost its journal; its numbers begin anew.
 */
async function startOfEvents(deps: HostSessionDeps, hostId: string, hostSeq: number): Promise<number> {
  const { lastEventSeq } = await deps.db.read.host.findUniqueOrThrow({ where: { id: hostId } });
  if (hostSeq >= lastEventSeq) return lastEventSeq;
  deps.log.warn({ hostId, hostSeq, lastEventSeq }, "the host's events begin anew: its journal was lost");
  await deps.db.write((transaction) =>
    transaction.host.update({ where: { id: hostId }, data: { lastEventSeq: 0 }, select: { id: true } }),
  );
  return 0;
}

/**
 * The host no longer has the events that we asked for (our database is an older copy, perhaps). Its next
 * link begins with the oldest that it has; the inventory tells what the others did.
 */
async function skipLostEvents(deps: HostSessionDeps, link: HostLink): Promise<void> {
  const { hostId } = link;
  const reason = link.error();
  const oldestSeq = reason?.details.oldestSeq;
  if (reason?.code !== 'precondition-failed' || !Number.isSafeInteger(oldestSeq)) return;
  const lastEventSeq = Math.max(0, Number(oldestSeq) - 1);
  deps.log.warn(
    { hostId, lastEventSeq },
    'events of this host are lost; going on with the oldest that it has',
  );
  await deps.db.write((transaction) =>
    transaction.host.update({ where: { id: hostId }, data: { lastEventSeq }, select: { id: true } }),
  );
}

/** Beside the events of this host: the other may be slow. */
function settleLater(deps: HostSessionDeps, move: EndedMove): void {
  settleMove(deps, move).catch((error: unknown) => {
    deps.log.warn({ ...move, error: toAppError(error) }, 'a VM that was moved could not be looked at yet');
  });
}

async function ownsVm(deps: HostSessionDeps, hostId: string, vmId: string): Promise<boolean> {
  return (await deps.db.read.vm.count({ where: { id: vmId, hostId } })) === 1;
}
