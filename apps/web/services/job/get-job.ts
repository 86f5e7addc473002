import { Id } from '@busbar/shared/domain/ids';
import { JobView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { jobInclude, jobView } from '../views/job.ts';
import { undoPlanOf } from './undo-plan.ts';

export const GetJobInput = z.object({ jobId: Id });
export const GetJobResult = z.object({
  job: JobView,
  /** What cancelling it now would undo, in that order; empty when nothing would be. */
  undoPlan: z.array(z.string()),
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
  return {
    job,
    undoPlan: undoPlanOf(job),
    children: row.children.map((child) => jobView(child, child.host)),
  };
}
