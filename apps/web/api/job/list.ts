import { JobView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import { ListJobsInput, listJobs } from '../../services/job/list-jobs.ts';
import { procedure } from '../trpc.ts';

export const list = procedure
  .meta({ openapi: { method: 'GET', path: '/jobs', protect: true, tags: ['job'] } })
  .input(ListJobsInput)
  .output(z.object({ items: z.array(JobView), nextCursor: z.string().nullable() }))
  .query(({ ctx, input }) => listJobs(ctx.deps, ctx.actor, input));
