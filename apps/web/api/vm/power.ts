import { JobReference, RequestPowerInput, requestPower } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const power = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/power', protect: true, tags: ['vm'] } })
  .input(RequestPowerInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestPower(ctx.deps, ctx.actor, input));
