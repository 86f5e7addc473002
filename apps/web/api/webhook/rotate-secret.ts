import { z } from 'zod';
import { WebhookReference } from '../../services/webhook/delete-webhook.ts';
import { rotateWebhookSecret } from '../../services/webhook/rotate-secret.ts';
import { procedure } from '../trpc.ts';

export const rotateSecret = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/webhooks/{webhookId}/rotate-secret',
      protect: true,
      tags: ['webhook'],
    },
  })
  .input(WebhookReference)
  .output(z.object({ secret: z.string() }))
  .mutation(({ ctx, input }) => rotateWebhookSecret(ctx.deps, ctx.actor, input));
