import type { Transaction } from '@busbar/db/database';
import type { Job } from '@busbar/db/rows';
import { Id } from '@busbar/shared/domain/ids';
import { type JobState, nextJobState } from '@busbar/shared/domain/job-state';
import { nextVmState, type VmState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import { madeBy } from '@busbar/shared/jobs/catalog';
import type { JobView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readJobView } from '../views/job.ts';
import { renewVmView } from '../vm/renew-vm-view.ts';
import { announceJob } from './insert-job.ts';

export const CancelJobInput = z.object({ jobId: Id });

/**
 * A job that no host has accepted ends at once; a running one becomes `cancelling`, and its host undoes what
 * it has made. Asking again changes nothing. @throws AppError `conflict` when it has ended already.
 */
export async function cancelJob(
  deps: ServiceDeps,
  actor: Actor,
  { jobId }: z.infer<typeof CancelJobInput>,
): Promise<JobView> {
  await authorize(deps, actor, 'job.cancel', { type: 'job', id: jobId });
  const view = await deps.db.write(async (transaction) => {
    const job = await transaction.job.findUnique({ where: { id: jobId } });
    if (job === null) throw notFound('job', jobId);
    if (job.state !== 'cancelling') await cancelInTransaction(deps, transaction, actor, job);
    return readJobView(transaction, jobId);
  });
  if (view === null) throw notFound('job', jobId);
  await announceJob(deps, jobId, view.vmId);
  return view;
}

/** The compare-and-set, with what ends together with a job that never began. */
export async function cancelInTransaction(
  deps: ServiceDeps,
  transaction: Transaction,
  actor: Actor,
  job: Job,
): Promise<void> {
  const now = deps.now();
  const next = nextJobState(job.state as JobState, 'cancel-requested');
  if (next === null) throw ended(job);
  const isOver = next === 'cancelled';
  const changed = await transaction.job.updateMany({
    where: { id: job.id, state: job.state, version: job.version },
    data: {
      state: next,
      version: { increment: 1 },
      cancelRequestedAt: now,
      ...(isOver ? { endedAt: now, secrets: null } : {}),
    },
  });
  if (changed.count === 0) throw ended(job);
  if (isOver && madeBy(job.kind) !== null && job.vmId !== null)
    await dropRequestedVm(transaction, job.vmId, now);
  if (isOver && job.vmId !== null) await renewVmView(transaction, job.vmId);
  await recordAudit(transaction, deps, actor, {
    action: 'job.cancel',
    target: { type: 'job', id: job.id, name: job.vmName },
    details: { kind: job.kind, from: job.state, to: next },
  });
}

/** No host has heard of it: the VM never was, and its name is free again. */
async function dropRequestedVm(transaction: Transaction, vmId: string, now: Date): Promise<void> {
  const vm = await transaction.vm.findUnique({ where: { id: vmId } });
  const next = vm === null ? null : nextVmState(vm.state as VmState, 'provision-undone');
  if (vm === null || next === null) return;
  await transaction.vm.updateMany({
    where: { id: vmId, version: vm.version },
    data: { state: next, liveName: null, deletedAt: now, version: { increment: 1 } },
  });
}

const ended = (job: Job): AppError =>
  new AppError('conflict', `The job has ended already (${job.state}).`, { details: { state: job.state } });
