import { HostView } from '@busbar/shared/realtime/views';
import { SetDrainingInput, setDraining as service } from '../../services/host/set-draining.ts';
import { procedure } from '../trpc.ts';

export const setDraining = procedure
  .meta({ openapi: { method: 'POST', path: '/hosts/{hostId}/draining', protect: true, tags: ['host'] } })
  .input(SetDrainingInput)
  .output(HostView)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
