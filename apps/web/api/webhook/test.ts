import { z } from 'zod';
import { WebhookReference } from '../../services/webhook/delete-webhook.ts';
import { testWebhook } from '../../services/webhook/test-webhook.ts';
import { procedure } from '../trpc.ts';

export const test = procedure
  .meta({ openapi: { method: 'POST', path: '/webhooks/{webhookId}/test', protect: true, tags: ['webhook'] } })
  .input(WebhookReference)
  .output(z.object({ deliveryId: z.string() }))
  .mutation(({ ctx, input }) => testWebhook(ctx.deps, ctx.actor, input));
