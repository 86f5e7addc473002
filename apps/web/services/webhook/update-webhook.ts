import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import type { WebhookView } from '../views/webhook.ts';
import { changeWebhook } from './change-webhook.ts';
import { WebhookFields } from './webhook-input.ts';

/** Absent fields stay as they are. */
export const UpdateWebhookInput = z.object({
  webhookId: Id,
  name: WebhookFields.shape.name.optional(),
  url: WebhookFields.shape.url.optional(),
  eventTypes: WebhookFields.shape.eventTypes.optional(),
  allowPrivateTargets: z.boolean().optional(),
  isEnabled: z.boolean().optional(),
});

export const updateWebhook = (
  deps: ServiceDeps,
  actor: Actor,
  { webhookId, eventTypes, ...fields }: z.infer<typeof UpdateWebhookInput>,
): Promise<WebhookView> => {
  const entries = Object.entries({
    ...fields,
    eventTypes: eventTypes === undefined ? undefined : JSON.stringify(eventTypes),
  });
  const data = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return changeWebhook(deps, actor, webhookId, {
    action: 'webhook.update',
    details: data,
    apply: (transaction) => transaction.webhook.update({ where: { id: webhookId }, data }),
  });
};
