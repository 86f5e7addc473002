import { z } from 'zod';
import { WebhookView } from '../../services/views/webhook.ts';
import { listWebhooks } from '../../services/webhook/list-webhooks.ts';
import { procedure } from '../trpc.ts';

export const list = procedure
  .meta({ openapi: { method: 'GET', path: '/webhooks', protect: true, tags: ['webhook'] } })
  .output(z.object({ items: z.array(WebhookView) }))
  .query(({ ctx }) => listWebhooks(ctx.deps, ctx.actor));
