import { z } from 'zod';
import { GetDeliveryInput } from '../../services/webhook/get-delivery.ts';
import { redeliver as service } from '../../services/webhook/redeliver.ts';
import { procedure } from '../trpc.ts';

export const redeliver = procedure
  .meta({
    openapi: { method: 'POST', path: '/deliveries/{deliveryId}/redeliver', protect: true, tags: ['webhook'] },
  })
  .input(GetDeliveryInput)
  .output(z.object({ deliveryId: z.string() }))
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
