import { GetVmInput, GetVmResult, getVm } from '../../services/vm/get-vm.ts';
import { procedure } from '../trpc.ts';

export const get = procedure
  .meta({ openapi: { method: 'GET', path: '/vms/{vmId}', protect: true, tags: ['vm'] } })
  .input(GetVmInput)
  .output(GetVmResult)
  .query(({ ctx, input }) => getVm(ctx.deps, ctx.actor, input));
