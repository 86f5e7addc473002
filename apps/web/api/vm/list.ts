import { VmView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import { ListVmsInput, listVms } from '../../services/vm/list-vms.ts';
import { procedure } from '../trpc.ts';

export const list = procedure
  .meta({ openapi: { method: 'GET', path: '/vms', protect: true, tags: ['vm'] } })
  .input(ListVmsInput)
  .output(z.object({ items: z.array(VmView), nextCursor: z.string().nullable() }))
  .query(({ ctx, input }) => listVms(ctx.deps, ctx.actor, input));
