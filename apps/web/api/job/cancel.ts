import { JobView } from '@busbar/shared/realtime/views';
import { CancelJobInput, cancelJob } from '../../services/job/cancel-job.ts';
import { procedure } from '../trpc.ts';

export const cancel = procedure
  .meta({ openapi: { method: 'POST', path: '/jobs/{jobId}/cancel', protect: true, tags: ['job'] } })
  .input(CancelJobInput)
  .output(JobView)
  .mutation(({ ctx, input }) => cancelJob(ctx.deps, ctx.actor, input));
