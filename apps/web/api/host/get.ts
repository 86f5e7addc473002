import { GetHostInput, GetHostResult, getHost } from '../../services/host/get-host.ts';
import { procedure } from '../trpc.ts';

export const get = procedure
  .meta({ openapi: { method: 'GET', path: '/hosts/{hostId}', protect: true, tags: ['host'] } })
  .input(GetHostInput)
  .output(GetHostResult)
  .query(({ ctx, input }) => getHost(ctx.deps, ctx.actor, input));
