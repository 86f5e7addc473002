import { switchRemove } from '@busbar/shared/jobs/switch-remove';
import { requestSwitchJob } from '../../services/switch/request-switch-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const remove = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/hosts/{hostId}/switches/{switchId}/remove',
      protect: true,
      tags: ['switch'],
    },
  })
  .input(switchRemove.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestSwitchJob(ctx.deps, ctx.actor, { kind: 'switch.remove', input }));
