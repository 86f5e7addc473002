import { HostView } from '@busbar/shared/realtime/views';
import { RenameHostInput, renameHost } from '../../services/host/rename-host.ts';
import { procedure } from '../trpc.ts';

export const rename = procedure
  .meta({ openapi: { method: 'POST', path: '/hosts/{hostId}/name', protect: true, tags: ['host'] } })
  .input(RenameHostInput)
  .output(HostView)
  .mutation(({ ctx, input }) => renameHost(ctx.deps, ctx.actor, input));
