import { switchCreate } from '@busbar/shared/jobs/switch-create';
import { requestSwitchJob } from '../../services/switch/request-switch-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const create = procedure
  .meta({ openapi: { method: 'POST', path: '/hosts/{hostId}/switches', protect: true, tags: ['switch'] } })
  .input(switchCreate.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestSwitchJob(ctx.deps, ctx.actor, { kind: 'switch.create', input }));
