import { HostView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import { listHosts } from '../../services/host/list-hosts.ts';
import { procedure } from '../trpc.ts';

export const list = procedure
  .meta({ openapi: { method: 'GET', path: '/hosts', protect: true, tags: ['host'] } })
  .output(z.object({ items: z.array(HostView) }))
  .query(({ ctx }) => listHosts(ctx.deps, ctx.actor));
