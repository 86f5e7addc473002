import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeWebhook } from './change-webhook.ts';
import type { WebhookReference } from './delete-webhook.ts';

/** Queues a delivery of the type `webhook.test`, whatever types the webhook has asked for. */
export async function testWebhook(
  deps: ServiceDeps,
  actor: Actor,
  { webhookId }: z.infer<typeof WebhookReference>,
): Promise<{ deliveryId: string }> {
  const deliveryId = deps.newId();
  const now = deps.now();
  const payload = {
    type: 'webhook.test',
    timestamp: now.toISOString(),
    data: { webhookId, requestedBy: actor.name },
  };
  await changeWebhook(deps, actor, webhookId, {
    action: 'webhook.test',
    details: { deliveryId },
    apply: async (transaction, row) => {
      await transaction.webhookDelivery.create({
        data: {
          id: deliveryId,
          webhookId,
          eventType: 'webhook.test',
          eventId: deps.newId(),
          payload: JSON.stringify(payload),
          nextAttemptAt: now,
          createdAt: now,
        },
        select: { id: true },
      });
      return row;
    },
  });
  await deps.publish({ entity: 'delivery', id: deliveryId });
  return { deliveryId };
}
