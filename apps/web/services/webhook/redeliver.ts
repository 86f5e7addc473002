import { AppError } from '@busbar/shared/errors/app-error';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import type { GetDeliveryInput } from './get-delivery.ts';

/**
 * Sends a delivery once more now: the same event under the same id, so that a receiver which has it already
 * can tell. @throws AppError `not-found`, `precondition-failed` when its webhook is gone or disabled
 */
export async function redeliver(
  deps: ServiceDeps,
  actor: Actor,
  { deliveryId }: z.infer<typeof GetDeliveryInput>,
): Promise<{ deliveryId: string }> {
  await authorize(deps, actor, 'webhook.write', { type: 'delivery', id: deliveryId });
  await deps.db.write(async (transaction) => {
    const row = await transaction.webhookDelivery.findUnique({
      where: { id: deliveryId },
      include: { webhook: { select: { name: true, isEnabled: true, deletedAt: true } } },
    });
    if (row === null) throw notFound('delivery', deliveryId);
    if (row.webhook.deletedAt !== null || !row.webhook.isEnabled) {
      throw new AppError('precondition-failed', 'The webhook is disabled or deleted. Enable it first.');
    }
    await transaction.webhookDelivery.update({
      where: { id: deliveryId },
      data: { state: 'pending', nextAttemptAt: deps.now(), endedAt: null },
      select: { id: true },
    });
    await recordAudit(transaction, deps, actor, {
      action: 'webhook.redeliver',
      target: { type: 'webhook', id: row.webhookId, name: row.webhook.name },
      details: { deliveryId },
    });
  });
  await deps.publish({ entity: 'delivery', id: deliveryId });
  return { deliveryId };
}
