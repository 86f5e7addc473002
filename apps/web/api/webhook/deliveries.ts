import { DeliveryView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import { ListDeliveriesInput, listDeliveries } from '../../services/webhook/list-deliveries.ts';
import { procedure } from '../trpc.ts';

export const deliveries = procedure
  .meta({
    openapi: { method: 'GET', path: '/webhooks/{webhookId}/deliveries', protect: true, tags: ['webhook'] },
  })
  .input(ListDeliveriesInput)
  .output(z.object({ items: z.array(DeliveryView), nextCursor: z.string().nullable() }))
  .query(({ ctx, input }) => listDeliveries(ctx.deps, ctx.actor, input));
