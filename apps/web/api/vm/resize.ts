import { JobReference } from '../../services/vm/request-power.ts';
import { RequestResizeInput, requestResize } from '../../services/vm/request-resize.ts';
import { procedure } from '../trpc.ts';

export const resize = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/resize', protect: true, tags: ['vm'] } })
  .input(RequestResizeInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestResize(ctx.deps, ctx.actor, input));
