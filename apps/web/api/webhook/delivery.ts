import { GetDeliveryInput, GetDeliveryResult, getDelivery } from '../../services/webhook/get-delivery.ts';
import { procedure } from '../trpc.ts';

export const delivery = procedure
  .meta({ openapi: { method: 'GET', path: '/deliveries/{deliveryId}', protect: true, tags: ['webhook'] } })
  .input(GetDeliveryInput)
  .output(GetDeliveryResult)
  .query(({ ctx, input }) => getDelivery(ctx.deps, ctx.actor, input));
