import { checkpointCreate } from '@busbar/shared/jobs/checkpoint-create';
import { requestCheckpointJob } from '../../services/checkpoint/request-checkpoint-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const create = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/checkpoints', protect: true, tags: ['checkpoint'] } })
  .input(checkpointCreate.input)
  .output(JobReference)
  .mutation(({ ctx, input }) =>
    requestCheckpointJob(ctx.deps, ctx.actor, { kind: 'checkpoint.create', input }),
  );
