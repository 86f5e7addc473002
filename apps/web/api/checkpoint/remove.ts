import { checkpointRemove } from '@busbar/shared/jobs/checkpoint-remove';
import { requestCheckpointJob } from '../../services/checkpoint/request-checkpoint-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const remove = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/vms/{vmId}/checkpoints/{checkpointId}/remove',
      protect: true,
      tags: ['checkpoint'],
    },
  })
  .input(checkpointRemove.input)
  .output(JobReference)
  .mutation(({ ctx, input }) =>
    requestCheckpointJob(ctx.deps, ctx.actor, { kind: 'checkpoint.remove', input }),
  );
