import type { Queries } from '@busbar/db/database';
import type { WebhookDelivery } from '@busbar/db/rows';
import type { DeliveryView } from '@busbar/shared/realtime/views';

type LastAttempt = { readonly responseStatus: number | null };

export function deliveryView(row: WebhookDelivery, lastAttempt: LastAttempt | undefined): DeliveryView {
  return {
    id: row.id,
    webhookId: row.webhookId,
    eventType: row.eventType,
    eventId: row.eventId,
    state: row.state as DeliveryView['state'],
    attemptCount: row.attemptCount,
    nextAttemptAt: row.nextAttemptAt,
    lastStatus: lastAttempt?.responseStatus ?? null,
    jobId: row.jobId,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
  };
}

/** What `deliveryView` needs beside the row. */
export const deliveryInclude = {
  attempts: { select: { responseStatus: true }, orderBy: { number: 'desc' }, take: 1 },
} as const;

/** Null when there is none. */
export async function readDeliveryView(queries: Queries, deliveryId: string): Promise<DeliveryView | null> {
  const row = await queries.webhookDelivery.findUnique({
    where: { id: deliveryId },
    include: deliveryInclude,
  });
  return row === null ? null : deliveryView(row, row.attempts[0]);
}
