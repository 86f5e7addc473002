import type { Transaction } from '@busbar/db/database';
import type { Vm } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Actor } from '../../auth/actor.ts';
import { cancelInTransaction } from '../job/cancel-job.ts';
import { unfinishedJobStates } from '../job/unfinished-job-states.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { jobTitle } from '../views/job.ts';

/** @throws AppError `not-found`, also for one that was deleted */
export async function findLiveVm(transaction: Transaction, vmId: string): Promise<Vm> {
  const vm = await transaction.vm.findUnique({ where: { id: vmId } });
  if (vm === null || vm.deletedAt !== null) throw notFound('VM', vmId);
  return vm;
}

/** Kinds that the urgent ones (power off, delete) may push aside: nothing of value is lost by stopping them. */
const yielding: ReadonlySet<string> = new Set(['vm.start', 'vm.shutdown', 'vm.reboot']);

/**
 * One VM is serial: while a job of it has not ended, another is refused. Powering off and deleting must work
 * when a start or a shutdown hangs, so they cancel such jobs and queue behind them; a provisioning is only
 * ended by cancelling it, which undoes it, and a delete by nothing.
 *
 * @returns ids of the jobs that were asked to cancel, to be announced after the commit
 * @throws AppError `conflict` that names the job in the way
 */
export async function makeWay(
  deps: ServiceDeps,
  transaction: Transaction,
  actor: Actor,
  vmId: string,
  isUrgent: boolean,
): Promise<string[]> {
  const jobs = await transaction.job.findMany({ where: { vmId, state: { in: unfinishedJobStates } } });
  const blocking = jobs.find((job) => !(isUrgent && yielding.has(job.kind)));
  if (blocking !== undefined) {
    const title = jobTitle(blocking.kind, blocking.vmName);
    throw new AppError('conflict', `"${title}" has not ended.`, {
      userMessage: `"${title}" has not ended (${blocking.state}). Wait for it or cancel it, then try again.`,
      details: { jobId: blocking.id },
    });
  }
  for (const job of jobs) {
    if (job.state !== 'cancelling') await cancelInTransaction(deps, transaction, actor, job);
  }
  return jobs.map((job) => job.id);
}
