import { VmCloneInput } from '@busbar/shared/jobs/vm-clone';
import { requestClone } from '../../services/vm/request-clone.ts';
import { VmJobReference } from '../../services/vm/vm-job-reference.ts';
import { procedure } from '../trpc.ts';

export const cloneVm = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/clone', protect: true, tags: ['vm'] } })
  .input(VmCloneInput)
  .output(VmJobReference)
  .mutation(({ ctx, input }) => requestClone(ctx.deps, ctx.actor, input));
