import { checkpointRename } from '@busbar/shared/jobs/checkpoint-rename';
import { requestCheckpointJob } from '../../services/checkpoint/request-checkpoint-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const rename = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/vms/{vmId}/checkpoints/{checkpointId}/name',
      protect: true,
      tags: ['checkpoint'],
    },
  })
  .input(checkpointRename.input)
  .output(JobReference)
  .mutation(({ ctx, input }) =>
    requestCheckpointJob(ctx.deps, ctx.actor, { kind: 'checkpoint.rename', input }),
  );
