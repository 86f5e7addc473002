import type { Transaction } from '@busbar/db/database';
import type { Job } from '@busbar/db/rows';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { isJobKind, type JobKind } from '@busbar/shared/jobs/catalog';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { jobTitle } from '../views/job.ts';
import { readJson } from '../views/read-json.ts';
import { findLiveVm, makeWay } from '../vm/refuse-busy-vm.ts';
import { announceJob, insertJob } from './insert-job.ts';
import { changedNothing, laterJob } from './later-job.ts';

export const ContinueJobInput = z.object({ jobId: Id });

/**
 * Goes on with a job that failed and was kept, as a new job of the same VM: the host first looks whether
 * what was done is still so, and does not repeat it. No secrets are needed: every step that opens them is
 * done. Should it fail too, it is kept again; cancelling it undoes everything.
 *
 * @throws AppError `conflict` for a job that was not kept, was continued already, or whose VM is busy;
 *   `not-found` when the VM was deleted
 */
export async function continueJob(
  deps: ServiceDeps,
  actor: Actor,
  { jobId }: z.infer<typeof ContinueJobInput>,
): Promise<{ jobId: string }> {
  await authorize(deps, actor, 'job.retry', { type: 'job', id: jobId });
  const made = await deps.db.write(async (transaction) => {
    const job = await transaction.job.findUnique({ where: { id: jobId } });
    if (job === null) throw notFound('job', jobId);
    const kind = await requireContinuable(transaction, job);
    const vm = await findLiveVm(transaction, job.vmId ?? '');
    await makeWay(deps, transaction, actor, vm.id, false);
    const id = await insertJob(deps, transaction, actor, {
      kind,
      hostId: job.hostId,
      vm,
      document: readJson(job.document),
      retryOfId: job.id,
      keepOnFailure: true,
      continuesId: job.id,
    });
    await recordAudit(transaction, deps, actor, {
      action: 'job.continue',
      target: { type: 'job', id: job.id, name: job.vmName },
      details: { kind, jobId: id },
    });
    return { jobId: id, vmId: vm.id };
  });
  await announceJob(deps, made.jobId, made.vmId);
  return { jobId: made.jobId };
}

async function requireContinuable(transaction: Transaction, job: Job): Promise<JobKind> {
  if (job.state !== 'failed' || !job.kept || !isJobKind(job.kind)) {
    throw new AppError('conflict', 'Only a job that failed and kept what it had made is continued.', {
      userMessage: `“${jobTitle(job.kind, job.vmName)}” has kept nothing to go on from. Use Retry.`,
      details: { state: job.state, kept: job.kept },
    });
  }
  const later = await laterJob(transaction, job.id);
  if (later !== null && !changedNothing(later)) {
    throw new AppError('conflict', 'The job was continued already.', {
      userMessage: 'This job was continued already; look at the job that did.',
      details: { jobId: later.id },
    });
  }
  return job.kind;
}
