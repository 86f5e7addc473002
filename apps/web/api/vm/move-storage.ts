import { VmMoveStorageInput } from '@busbar/shared/jobs/vm-move-storage';
import { requestMoveStorage } from '../../services/vm/request-move-storage.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const moveStorage = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/move-storage', protect: true, tags: ['vm'] } })
  .input(VmMoveStorageInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestMoveStorage(ctx.deps, ctx.actor, input));
