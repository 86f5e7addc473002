/** Asks hosts where the VMs of ended moves are: at once, so that nobody waits for what they tell by themselves. */
import { Inventory, linkPaths, type ObservedVm } from '@busbar/shared/protocol/link';
import { unfinishedJobStates } from '../../services/job/unfinished-job-states.ts';
import type { ControlDeps } from '../deps.ts';
import type { HostRegistry } from '../hosts/host-registry.ts';
import { changesOfFound, foundVms } from './found-vms.ts';
import { arrivedVm, type EndedMove, endedMoveOf } from './moves.ts';
import { storeVm } from './store-job.ts';
import { moveVm, observeVm, type VmRecord, vmRecordFields } from './vm-record.ts';

const inventoryDeadlineMs = 60_000;
const inventoryLimitBytes = 64 * 1024 * 1024;

export type SettleMoveDeps = Pick<ControlDeps, 'db' | 'nowMs' | 'publish'> & {
  readonly registry: Pick<HostRegistry, 'get'>;
};

/**
 * What the VM's new host has told of it before it was that host's was not taken, so it is asked now. One that is offline
 * tells when it is back. Where the job could not say that the VM has left, its former host is asked too: of a VM that is no
 * longer there either the new one has it, or nobody.
 */
export async function settleMove(deps: SettleMoveDeps, move: EndedMove): Promise<void> {
  const { vmId, fromId, toId } = move;
  const { hostId } = await deps.db.read.vm.findUniqueOrThrow({ where: { id: vmId } });
  const there = await askFor(deps, toId, vmId);
  if (hostId !== toId && (await askFor(deps, fromId, vmId)) !== null) return;
  const isChanged = await deps.db.write(async (transaction) => {
    const where = { id: vmId, hostId, deletedAt: null };
    const vm = await transaction.vm.findUnique({ where, select: vmRecordFields });
    if (vm === null) return false;
    const hasArrived = hostId === toId && there !== null;
    const work = { vmId, state: { in: unfinishedJobStates } };
    // Whatever has begun meanwhile knows better.
    if (!hasArrived && (await transaction.job.count({ where: work })) > 0) return false;
    const next = settledVm(vm, toId, there, new Date(deps.nowMs()));
    if (next !== vm) await storeVm(transaction, next);
    return next !== vm;
  });
  if (!isChanged) return;
  deps.publish([
    { entity: 'vm', id: vmId },
    { entity: 'host', id: fromId },
    { entity: 'host', id: toId },
  ]);
}

/**
 * Of a host that was removed: VMs that were on their way from it. Each is its destination's when that one has it, and has left
 * the lists with its host otherwise. A destination that is offline tells when it is back.
 */
export async function settleMovesFrom(deps: SettleMoveDeps, removedHostId: string): Promise<void> {
  const vm = { hostId: removedHostId, deletedAt: { not: null }, state: { not: 'deleted' } };
  const rows = await deps.db.read.job.findMany({
    where: { hostId: removedHostId, kind: 'vm.move', state: 'failed', vm },
  });
  await Promise.all(rows.map(endedMoveOf).map((move) => move !== null && settleRemoved(deps, move)));
}

async function settleRemoved(deps: SettleMoveDeps, { vmId, toId }: EndedMove): Promise<void> {
  const seen = await askFor(deps, toId, vmId);
  if (seen === null || seen === 'unknown') return;
  const changes = await deps.db.write(async (transaction) => {
    const found = await foundVms(transaction, toId, new Set([vmId]));
    const at = new Date(deps.nowMs());
    for (const { vm } of found) await storeVm(transaction, observeVm(vm, seen, at));
    return found.flatMap(changesOfFound);
  });
  deps.publish(changes);
}

/** `there`: as its new host has it. Of one that this host has not, though its former one said so, nobody knows more. */
function settledVm(vm: VmRecord, toId: string, there: ObservedVm | null | 'unknown', at: Date): VmRecord {
  const isThere = vm.hostId === toId;
  if (there === null || (there === 'unknown' && !isThere)) return moveVm(vm, 'gone', at);
  if (there === 'unknown') return vm;
  return observeVm(isThere ? vm : arrivedVm(vm, toId), there, at);
}

/** Null: the host has no such VM. */
async function askFor(
  { registry }: SettleMoveDeps,
  hostId: string,
  vmId: string,
): Promise<ObservedVm | null | 'unknown'> {
  const link = registry.get(hostId);
  if (link === null) return 'unknown';
  const inventory = await link.request({
    path: linkPaths.inventory,
    output: Inventory,
    deadlineMs: inventoryDeadlineMs,
    limitBytes: inventoryLimitBytes,
  });
  return inventory.vms.find((vm) => vm.vmId === vmId) ?? null;
}
