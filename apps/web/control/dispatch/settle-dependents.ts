/** Jobs that wait for another one to have succeeded (`afterId`): held until it has, failed with its reason when it has not. */
import type { Job } from '@busbar/db/rows';
import { isFinalJobState, type JobState } from '@busbar/shared/domain/job-state';
import { AppError } from '@busbar/shared/errors/app-error';
import type { WireError } from '@busbar/shared/errors/wire-error';
import { jobTitle } from '../../services/views/job.ts';
import { readJson } from '../../services/views/read-json.ts';
import type { ControlDeps } from '../deps.ts';
import { storeNotReached } from './store-verdict.ts';

/** Ids of those that must not be sent yet. Fails the others whose job has not succeeded. */
export async function settleDependents(
  deps: Pick<ControlDeps, 'db' | 'nowMs' | 'newId' | 'publish'>,
  queued: readonly Pick<Job, 'id' | 'attempt' | 'afterId'>[],
): Promise<ReadonlySet<string>> {
  const dependents = queued.filter(({ afterId }) => afterId !== null);
  if (dependents.length === 0) return new Set();
  const ids = dependents.map(({ afterId }) => afterId ?? '');
  const before = new Map(
    (await deps.db.read.job.findMany({ where: { id: { in: ids } } })).map((job) => [job.id, job]),
  );
  const held = new Set<string>();
  for (const { id, attempt, afterId } of dependents) {
    const job = before.get(afterId ?? '') ?? null;
    if (job?.state === 'succeeded') continue;
    held.add(id);
    if (job === null || isFinalJobState(job.state as JobState))
      await storeNotReached(deps, { jobId: id, attempt }, notReached(job));
  }
  return held;
}

function notReached(job: Job | null): AppError {
  if (job === null)
    return new AppError('precondition-failed', 'The job that this one waited for is not there any more.');
  const title = jobTitle(job.kind, job.vmName);
  const error = job.error === null ? null : readJson<WireError>(job.error);
  const why = error === null ? '' : ` ${error.userMessage ?? error.message}`;
  return new AppError('precondition-failed', `“${title}” has ${job.state}.`, {
    userMessage: `It was to begin after “${title}”, which ${job.state === 'failed' ? 'failed' : 'was cancelled'}.${why} Nothing was made.`,
    details: { afterId: job.id },
  });
}
