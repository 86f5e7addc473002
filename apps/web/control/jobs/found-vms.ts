/** VMs that a host has, though they are another's here, because a move was to take them to it. */
import type { Transaction } from '@busbar/db/database';
import { VmMoveDocument, wentAll } from '@busbar/shared/jobs/vm-move';
import type { Change } from '../../services/change.ts';
import type { JobRecord } from './job-record.ts';
import { liveNameOf } from './live-name.ts';
import { arrivedVm, endedMoveOf } from './moves.ts';
import { storeJob, toJobRecord } from './store-job.ts';
import { type VmRecord, vmRecordFields } from './vm-record.ts';

export type FoundVm = {
  /** At its new host; still to be stored. */
  readonly vm: VmRecord;
  readonly fromId: string;
  /** The move, which now says where the VM is. */
  readonly jobId: string;
};

/**
 * Those that their former host lost (`missing`), and those whose host was removed while they were on their way: the last job of
 * each was to bring it here. Nobody else's VM becomes a host's because it says so.
 *
 * @param seen ids of VMs that the host has
 */
export async function foundVms(
  transaction: Transaction,
  hostId: string,
  seen: { readonly has: (vmId: string) => boolean },
): Promise<readonly FoundVm[]> {
  const isMissing = { state: 'missing', deletedAt: null };
  const isOfRemoved = {
    ...{ deletedAt: { not: null }, state: { not: 'deleted' }, host: { state: 'removed' } },
    jobs: { some: { kind: 'vm.move', state: 'failed' } },
  };
  const lost = await transaction.vm.findMany({
    where: { hostId: { not: hostId }, OR: [isMissing, isOfRemoved] },
    select: vmRecordFields,
  });
  const found: FoundVm[] = [];
  for (const vm of lost) {
    const move = seen.has(vm.id) ? await moveOf(transaction, vm) : null;
    if (move === null || endedMoveOf(move)?.toId !== hostId) continue;
    await sayWhereItIs(transaction, move);
    found.push({ vm: await foundVm(transaction, vm, hostId), fromId: vm.hostId, jobId: move.id });
  }
  return found;
}

export const changesOfFound = ({ vm, fromId, jobId }: FoundVm): readonly Change[] => [
  { entity: 'vm', id: vm.id },
  { entity: 'job', id: jobId },
  { entity: 'host', id: fromId },
  { entity: 'host', id: vm.hostId },
];

/** The last job of the VM; of one that left the lists with its host, only if that ended the job too. */
async function moveOf(transaction: Transaction, { id, deletedAt }: VmRecord): Promise<JobRecord | null> {
  const last = await transaction.job.findFirst({
    where: { vmId: id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  if (last === null) return null;
  return deletedAt === null || last.endedAt?.getTime() === deletedAt.getTime() ? toJobRecord(last) : null;
}

async function foundVm(transaction: Transaction, vm: VmRecord, hostId: string): Promise<VmRecord> {
  const arrived = arrivedVm(vm, hostId);
  if (vm.deletedAt === null) return arrived;
  return { ...arrived, deletedAt: null, liveName: await liveNameOf(transaction, vm) };
}

async function sayWhereItIs(transaction: Transaction, job: JobRecord): Promise<void> {
  const there = wentAll(VmMoveDocument.parse(JSON.parse(job.document)).to);
  if (job.state === 'succeeded' || job.leftBehind.includes(there)) return;
  await storeJob(transaction, { ...job, leftBehind: [...job.leftBehind, there] }, []);
}
