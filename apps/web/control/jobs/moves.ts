/**
 * Moves of VMs from host to host. While one is under way, its VM is the job's: that its host no longer has it means
 * nothing yet. Its end says where the VM is; both hosts are then asked, since a host that has lost its journal cannot say.
 */
import type { Transaction } from '@busbar/db/database';
import { VmMoveDocument, wentAll } from '@busbar/shared/jobs/vm-move';
import { Inventory, linkPaths, type ObservedVm } from '@busbar/shared/protocol/link';
import { unfinishedJobStates } from '../../services/job/unfinished-job-states.ts';
import type { ControlDeps } from '../deps.ts';
import type { HostRegistry } from '../hosts/host-registry.ts';
import type { JobRecord } from './job-record.ts';
import { storeVm } from './store-job.ts';
import { moveVm, observeVm, type VmRecord, vmRecordFields } from './vm-record.ts';

/** However it has ended. */
export type EndedMove = { readonly vmId: string; readonly fromId: string; readonly toId: string };

/** VMs of this host that are being moved away from it. */
export async function vmsOnTheMove(transaction: Transaction, hostId: string): Promise<ReadonlySet<string>> {
  const jobs = await transaction.job.findMany({
    where: { hostId, kind: 'vm.move', state: { in: ['running', 'cancelling'] } },
    select: { vmId: true },
  });
  return new Set(jobs.flatMap(({ vmId }) => vmId ?? []));
}

export function endedMoveOf({
  kind,
  vmId,
  hostId,
  document,
}: Pick<JobRecord, 'kind' | 'vmId' | 'hostId' | 'document'>): EndedMove | null {
  if (kind !== 'vm.move' || vmId === null) return null;
  const { toHostId } = VmMoveDocument.parse(JSON.parse(document));
  return { vmId, fromId: hostId, toId: toHostId };
}

/** Whether the VM of an ended move has left by its host's own word; that of one that was cancelled too late has. */
export const hasLeft = ({ state, leftBehind, document }: JobRecord): boolean =>
  state === 'succeeded' || leftBehind.includes(wentAll(VmMoveDocument.parse(JSON.parse(document)).to));

/** The VM at its new host, of which nothing has been seen yet. */
export const arrivedVm = (vm: VmRecord, hostId: string): VmRecord => ({
  ...vm,
  ...{ hostId, channel: 'unknown', network: 'unknown', networkLostAt: null },
});

/**
 * VMs that were lost on their way to this host, which has them: their former host has not, and the last job of each was to
 * bring it here. Nobody else's VM becomes a host's because it says so.
 */
export async function lostOnTheWay(
  transaction: Transaction,
  hostId: string,
  seen: ReadonlyMap<string, unknown>,
): Promise<readonly VmRecord[]> {
  const where = { state: 'missing', hostId: { not: hostId } };
  const missing = await transaction.vm.findMany({ where, select: vmRecordFields });
  const found: VmRecord[] = [];
  for (const vm of missing) {
    if (!seen.has(vm.id)) continue;
    const last = await transaction.job.findFirst({
      where: { vmId: vm.id },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    });
    if (last !== null && endedMoveOf(last)?.toId === hostId) found.push(arrivedVm(vm, hostId));
  }
  return found;
}

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
  const seen = there === 'unknown' ? null : there;
  const isChanged = await deps.db.write(async (transaction) => {
    const where = { id: vmId, hostId, deletedAt: null };
    const vm = await transaction.vm.findUnique({ where, select: vmRecordFields });
    const work = { vmId, state: { in: unfinishedJobStates } };
    // Whatever has begun meanwhile knows better.
    if (vm === null || (hostId !== toId && (await transaction.job.count({ where: work })) > 0)) return false;
    const next = settledVm(vm, toId, seen, new Date(deps.nowMs()));
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

/** `seen`: as its new host has it. */
function settledVm(vm: VmRecord, toId: string, seen: ObservedVm | null, at: Date): VmRecord {
  if (seen !== null) return observeVm(vm.hostId === toId ? vm : arrivedVm(vm, toId), seen, at);
  return vm.hostId === toId ? vm : moveVm(vm, 'gone', at);
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
