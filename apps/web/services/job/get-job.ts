import { Id } from '@busbar/shared/domain/ids';
import { isFinalJobState } from '@busbar/shared/domain/job-state';
import { undoPlanOf } from '@busbar/shared/domain/undo-plan';
import { JobView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { jobInclude, jobView } from '../views/job.ts';
import { changedNothing, laterJob } from './later-job.ts';

export const GetJobInput = z.object({ jobId: Id });
export const GetJobResult = z.object({
  job: JobView,
  /** What cancelling it now would undo, in that order; empty when nothing would be. */
  undoPlan: z.array(z.string()),
  /** The newest job that went on with this one's work. */
  continuedById: Id.nullable().optional(),
  children: z.array(JobView),
});

export async function getJob(
  deps: ServiceDeps,
  actor: Actor,
  { jobId }: z.infer<typeof GetJobInput>,
): Promise<z.infer<typeof GetJobResult>> {
  await authorize(deps, actor, 'job.read', { type: 'job', id: jobId });
  const row = await deps.db.read.job.findUnique({
    where: { id: jobId },
    include: { ...jobInclude, children: { include: jobInclude, orderBy: { id: 'asc' } } },
  });
  if (row === null) throw notFound('job', jobId);
  const job = jobView(row, row.host);
  const later = row.kept ? await laterJob(deps.db.read, row.id) : null;
  return {
    job,
    undoPlan: isFinalJobState(job.state) ? [] : undoPlanOf(job.steps),
    continuedById: later !== null && !changedNothing(later) ? later.id : null,
    children: row.children.map((child) => jobView(child, child.host)),
  };
}
