import { Id } from '@busbar/shared/domain/ids';
import type { JobEventView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { jobEventView } from '../views/job.ts';

export const ListJobEventsInput = z.object({
  jobId: Id,
  /** Number of the last event that the caller has; 0 for all. */
  after: z.number().int().min(0),
  limit: z.number().int().min(1).max(2000).default(1000),
});

/** In order, without gaps. Ask again with the last number until fewer than `limit` come. */
export async function listJobEvents(
  deps: ServiceDeps,
  actor: Actor,
  { jobId, after, limit }: z.infer<typeof ListJobEventsInput>,
): Promise<{ events: JobEventView[] }> {
  await authorize(deps, actor, 'job.read', { type: 'job', id: jobId });
  const rows = await deps.db.read.jobEvent.findMany({
    where: { jobId, number: { gt: after } },
    orderBy: { number: 'asc' },
    take: limit,
  });
  return { events: rows.map(jobEventView) };
}
