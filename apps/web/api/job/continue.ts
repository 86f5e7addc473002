import { ContinueJobInput, continueJob } from '../../services/job/continue-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const goOn = procedure
  .meta({ openapi: { method: 'POST', path: '/jobs/{jobId}/continue', protect: true, tags: ['job'] } })
  .input(ContinueJobInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => continueJob(ctx.deps, ctx.actor, input));
