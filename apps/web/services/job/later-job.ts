import type { Queries } from '@busbar/db/database';
import type { Job } from '@busbar/db/rows';

/** The newest job that was to go on with the work of this one. */
export const laterJob = (queries: Queries, jobId: string): Promise<Job | null> =>
  queries.job.findFirst({ where: { continuesId: jobId }, orderBy: { id: 'desc' } });

/** It was cancelled before it took the work over, so that another may. */
export const changedNothing = ({ state, acceptedAt, kept }: Job): boolean =>
  state === 'cancelled' && (acceptedAt === null || kept);
