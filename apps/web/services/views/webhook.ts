import type { Queries } from '@busbar/db/database';
import type { Webhook } from '@busbar/db/rows';
import { DeliveryView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { SecretBox } from '../service-deps.ts';
import { readWebhookSecrets } from '../webhook/webhook-secrets.ts';
import { deliveryInclude, deliveryView } from './delivery.ts';
import { readJson } from './read-json.ts';

export const WebhookView = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  eventTypes: z.array(z.string()),
  isEnabled: z.boolean(),
  allowPrivateTargets: z.boolean(),
  createdAt: z.date(),
  lastDelivery: DeliveryView.nullable(),
  /** When the first of an unbroken row of failures was made. */
  failingSince: z.date().nullable(),
  /** Never the secrets themselves: only how each begins. */
  secrets: z.array(
    z.object({ id: z.string(), prefix: z.string(), createdAt: z.date(), expiresAt: z.date().nullable() }),
  ),
});
export type WebhookView = z.infer<typeof WebhookView>;

const prefixLength = 'whsec_'.length + 4;

/** One webhook as a page shows it. */
export async function webhookView(queries: Queries, box: SecretBox, row: Webhook): Promise<WebhookView> {
  const last = await queries.webhookDelivery.findFirst({
    where: { webhookId: row.id },
    orderBy: { id: 'desc' },
    include: deliveryInclude,
  });
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    eventTypes: readJson(row.eventTypes),
    isEnabled: row.isEnabled,
    allowPrivateTargets: row.allowPrivateTargets,
    createdAt: row.createdAt,
    lastDelivery: last === null ? null : deliveryView(last, last.attempts[0]),
    failingSince: await readFailingSince(queries, row.id),
    secrets: readWebhookSecrets(box, row).map((secret) => ({
      id: secret.id,
      prefix: secret.secret.slice(0, prefixLength),
      createdAt: new Date(secret.createdAt),
      expiresAt: secret.expiresAt === null ? null : new Date(secret.expiresAt),
    })),
  };
}

/** A delivery fails as soon as its first attempt did, even while it is still being retried. */
export async function readFailingSince(queries: Queries, webhookId: string): Promise<Date | null> {
  const lastGood = await queries.webhookDelivery.findFirst({
    where: { webhookId, state: 'delivered' },
    orderBy: { endedAt: 'desc' },
    select: { endedAt: true },
  });
  const firstBad = await queries.webhookAttempt.findFirst({
    where: {
      delivery: { webhookId, state: { not: 'delivered' } },
      ...(lastGood?.endedAt ? { at: { gt: lastGood.endedAt } } : {}),
    },
    orderBy: { at: 'asc' },
    select: { at: true },
  });
  return firstBad?.at ?? null;
}
