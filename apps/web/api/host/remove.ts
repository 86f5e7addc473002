import { HostView } from '@busbar/shared/realtime/views';
import { RemoveHostInput, removeHost } from '../../services/host/remove-host.ts';
import { procedure } from '../trpc.ts';

export const remove = procedure
  .meta({ openapi: { method: 'POST', path: '/hosts/{hostId}/remove', protect: true, tags: ['host'] } })
  .input(RemoveHostInput)
  .output(HostView)
  .mutation(({ ctx, input }) => removeHost(ctx.deps, ctx.actor, input));
