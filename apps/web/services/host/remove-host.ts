import type { Transaction } from '@busbar/db/database';
import type { Host, Job } from '@busbar/db/rows';
import { type HostState, nextHostState } from '@busbar/shared/domain/host-state';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import type { HostView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { announceJob } from '../job/insert-job.ts';
import { unfinishedJobStates } from '../job/unfinished-job-states.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { renewVmView } from '../vm/renew-vm-view.ts';
import { changeHost } from './change-host.ts';

export const RemoveHostInput = z.object({ hostId: Id, confirmName: z.string().max(200) });

/**
 * Cuts a host off for good: its key is no longer accepted, its unfinished jobs fail, its VMs leave the lists; one that was on
 * its way to another host comes back to them when that one has it. What runs on the host goes on running there; Busbar touches
 * nothing on it.
 */
export async function removeHost(
  deps: ServiceDeps,
  actor: Actor,
  { hostId, confirmName }: z.infer<typeof RemoveHostInput>,
): Promise<HostView> {
  let jobs: readonly EndedJob[] = [];
  const view = await changeHost(deps, actor, hostId, {
    action: 'host.remove',
    details: {},
    apply: async (transaction, host) => {
      if (confirmName !== host.name) {
        throw new AppError('precondition-failed', `Type ${host.name} to remove it. Nothing was removed.`);
      }
      jobs = await cutOff(transaction, host, deps.now());
    },
  });
  for (const { id, vmId } of jobs) await announceJob(deps, id, vmId);
  return view;
}

type EndedJob = Pick<Job, 'id' | 'vmId'>;
const ended = { id: true, vmId: true } as const;

/** Returns the jobs that have ended, or are to, by it. */
async function cutOff(transaction: Transaction, host: Host, now: Date): Promise<readonly EndedJob[]> {
  const state = nextHostState(host.state as HostState, 'removed');
  if (state === null) throw new AppError('conflict', `${host.name} is ${host.state}.`);
  const jobs = [...(await failJobsOf(transaction, host, now)), ...(await endMovesTo(transaction, host, now))];
  // By this very time the VMs are known that were on their way (`found-vms.ts`).
  await transaction.vm.updateMany({
    where: { hostId: host.id, deletedAt: null },
    data: { deletedAt: now, liveName: null, version: { increment: 1 } },
  });
  // The name is free for the machine when it is enrolled anew.
  await transaction.host.update({
    where: { id: host.id },
    data: { state, name: `${host.name} (removed ${host.id.slice(-6)})` },
  });
  return jobs;
}

async function failJobsOf(transaction: Transaction, { id }: Host, now: Date): Promise<readonly EndedJob[]> {
  const where = { hostId: id, state: { in: unfinishedJobStates } };
  const jobs = await transaction.job.findMany({ where, select: ended });
  await transaction.job.updateMany({ where, data: failure('The host was removed.', now) });
  return jobs;
}

/** Moves that would bring a VM to it: one that has not begun fails, one that is under way is cancelled. */
async function endMovesTo(transaction: Transaction, host: Host, now: Date): Promise<readonly EndedJob[]> {
  const isToIt = { kind: 'vm.move', document: { contains: `"toHostId":"${host.id}"` } };
  const unbegun = { ...isToIt, state: { in: ['queued', 'waiting'] } };
  const running = { ...isToIt, state: 'running' };
  const moves = await transaction.job.findMany({ where: { OR: [unbegun, running] }, select: ended });
  const words = `${host.name}, to which it was to go, was removed.`;
  await transaction.job.updateMany({ where: unbegun, data: failure(words, now) });
  await transaction.job.updateMany({
    where: running,
    data: { state: 'cancelling', cancelRequestedAt: now, version: { increment: 1 } },
  });
  for (const { vmId } of moves) if (vmId !== null) await renewVmView(transaction, vmId);
  return moves;
}

const failure = (words: string, endedAt: Date) => ({
  ...{ state: 'failed', endedAt, secrets: null, version: { increment: 1 } },
  error: JSON.stringify(toWireError(new AppError('host-offline', words, { retryable: false }))),
});
