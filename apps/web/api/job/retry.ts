import { RetryJobInput, retryJob } from '../../services/job/retry-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const retry = procedure
  .meta({ openapi: { method: 'POST', path: '/jobs/{jobId}/retry', protect: true, tags: ['job'] } })
  .input(RetryJobInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => retryJob(ctx.deps, ctx.actor, input));
