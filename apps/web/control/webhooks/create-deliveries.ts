import type { Transaction } from '@busbar/db/database';
import type { ControlDeps } from '../deps.ts';
import { type WebhookEvent, wantsEvent } from './event.ts';

/**
 * Stores what is to be delivered, in the transaction of the change that it tells of: neither exists without
 * the other. Returns the deliveries' ids.
 */
export async function createDeliveries(
  deps: Pick<ControlDeps, 'newId'>,
  transaction: Transaction,
  events: readonly WebhookEvent[],
): Promise<readonly string[]> {
  if (events.length === 0) return [];
  const webhooks = await transaction.webhook.findMany({ where: { isEnabled: true, deletedAt: null } });
  const rows = events.flatMap((event) => {
    const eventId = deps.newId();
    // The envelope of Standard Webhooks: type, timestamp, data.
    const payload = JSON.stringify({ type: event.type, timestamp: event.at.toISOString(), data: event.data });
    return webhooks
      .filter((webhook) => wantsEvent(JSON.parse(webhook.eventTypes) as string[], event.type))
      .map((webhook) => ({
        id: deps.newId(),
        webhookId: webhook.id,
        eventType: event.type,
        eventId,
        payload,
        jobId: event.jobId,
        nextAttemptAt: event.at,
      }));
  });
  if (rows.length > 0) await transaction.webhookDelivery.createMany({ data: rows });
  return rows.map(({ id }) => id);
}
