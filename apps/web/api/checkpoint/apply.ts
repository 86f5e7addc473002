import { checkpointApply } from '@busbar/shared/jobs/checkpoint-apply';
import { requestCheckpointJob } from '../../services/checkpoint/request-checkpoint-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const apply = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/vms/{vmId}/checkpoints/{checkpointId}/apply',
      protect: true,
      tags: ['checkpoint'],
    },
  })
  .input(checkpointApply.input)
  .output(JobReference)
  .mutation(({ ctx, input }) =>
    requestCheckpointJob(ctx.deps, ctx.actor, { kind: 'checkpoint.apply', input }),
  );
