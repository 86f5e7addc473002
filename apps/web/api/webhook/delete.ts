import { deleteWebhook, WebhookReference } from '../../services/webhook/delete-webhook.ts';
import { procedure } from '../trpc.ts';

export const remove = procedure
  .input(WebhookReference)
  .mutation(({ ctx, input }) => deleteWebhook(ctx.deps, ctx.actor, input));
