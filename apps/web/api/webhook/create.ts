import {
  CreateWebhookInput,
  CreateWebhookResult,
  createWebhook,
} from '../../services/webhook/create-webhook.ts';
import { procedure } from '../trpc.ts';

export const create = procedure
  .meta({ openapi: { method: 'POST', path: '/webhooks', protect: true, tags: ['webhook'] } })
  .input(CreateWebhookInput)
  .output(CreateWebhookResult)
  .mutation(({ ctx, input }) => createWebhook(ctx.deps, ctx.actor, input));
