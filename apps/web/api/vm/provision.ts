import {
  RequestProvisionInput,
  RequestProvisionResult,
  requestProvision,
} from '../../services/vm/request-provision.ts';
import { procedure } from '../trpc.ts';

export const provision = procedure
  .meta({ openapi: { method: 'POST', path: '/vms', protect: true, tags: ['vm'] } })
  .input(RequestProvisionInput)
  .output(RequestProvisionResult)
  .mutation(({ ctx, input }) => requestProvision(ctx.deps, ctx.actor, input));
