import { GetJobInput, GetJobResult, getJob } from '../../services/job/get-job.ts';
import { procedure } from '../trpc.ts';

export const get = procedure
  .meta({ openapi: { method: 'GET', path: '/jobs/{jobId}', protect: true, tags: ['job'] } })
  .input(GetJobInput)
  .output(GetJobResult)
  .query(({ ctx, input }) => getJob(ctx.deps, ctx.actor, input));
