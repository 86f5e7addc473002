import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeWebhook } from './change-webhook.ts';

export const WebhookReference = z.object({ webhookId: Id });

/** Its deliveries stay readable; those that wait are not sent any more. */
export async function deleteWebhook(
  deps: ServiceDeps,
  actor: Actor,
  { webhookId }: z.infer<typeof WebhookReference>,
): Promise<void> {
  const now = deps.now();
  await changeWebhook(deps, actor, webhookId, {
    action: 'webhook.delete',
    apply: async (transaction) => {
      await transaction.webhookDelivery.updateMany({
        where: { webhookId, state: 'pending' },
        data: { state: 'failed', endedAt: now, nextAttemptAt: null },
      });
      return transaction.webhook.update({
        where: { id: webhookId },
        data: { deletedAt: now, isEnabled: false },
      });
    },
  });
}
