/**
 * Moves of VMs from host to host. While one is under way, its VM is the job's: that its host no longer has it means
 * nothing yet. Its end says where the VM is; where it cannot, hosts are asked (`settle-moves.ts`), and what they tell finds it
 * (`found-vms.ts`).
 */
import type { Transaction } from '@busbar/db/database';
import { VmMoveDocument, wentAll } from '@busbar/shared/jobs/vm-move';
import type { JobRecord } from './job-record.ts';
import type { VmRecord } from './vm-record.ts';

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

/** Null of a job that is no move, or that a host says it began by itself: those go nowhere that we know. */
export function endedMoveOf({
  kind,
  vmId,
  hostId,
  document,
}: Pick<JobRecord, 'kind' | 'vmId' | 'hostId' | 'document'>): EndedMove | null {
  if (kind !== 'vm.move' || vmId === null) return null;
  const { data } = VmMoveDocument.safeParse(JSON.parse(document));
  return data === undefined ? null : { vmId, fromId: hostId, toId: data.toHostId };
}

/** Whether the VM of an ended move has left by its host's own word; that of one that was cancelled too late has. */
export const hasLeft = ({ state, leftBehind, document }: JobRecord): boolean =>
  state === 'succeeded' || leftBehind.includes(wentAll(VmMoveDocument.parse(JSON.parse(document)).to));

/** The VM at its new host, of which nothing has been seen yet. */
export const arrivedVm = (vm: VmRecord, hostId: string): VmRecord => ({
  ...vm,
  ...{ hostId, channel: 'unknown', network: 'unknown', networkLostAt: null },
});

/** As it is stored: at a host that was removed meanwhile it leaves the lists, as that host's VMs did. */
export async function asStored(transaction: Transaction, vm: VmRecord, at: Date): Promise<VmRecord> {
  const { state } = await transaction.host.findUniqueOrThrow({ where: { id: vm.hostId } });
  return state === 'removed' ? { ...vm, liveName: null, deletedAt: at } : vm;
}
