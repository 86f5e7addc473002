import { VmMoveInput } from '@busbar/shared/jobs/vm-move';
import { requestMove } from '../../services/vm/request-move.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const move = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/move', protect: true, tags: ['vm'] } })
  .input(VmMoveInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestMove(ctx.deps, ctx.actor, input));
