import { RequestDeleteInput, requestDelete } from '../../services/vm/request-delete.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const remove = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/delete', protect: true, tags: ['vm'] } })
  .input(RequestDeleteInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestDelete(ctx.deps, ctx.actor, input));
