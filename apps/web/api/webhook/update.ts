import { WebhookView } from '../../services/views/webhook.ts';
import { UpdateWebhookInput, updateWebhook } from '../../services/webhook/update-webhook.ts';
import { procedure } from '../trpc.ts';

export const update = procedure
  .meta({ openapi: { method: 'POST', path: '/webhooks/{webhookId}', protect: true, tags: ['webhook'] } })
  .input(UpdateWebhookInput)
  .output(WebhookView)
  .mutation(({ ctx, input }) => updateWebhook(ctx.deps, ctx.actor, input));
