import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { CreateWebhookInput, createWebhook } from './create-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';
import { getDelivery } from './get-delivery.ts';
import { listDeliveries } from './list-deliveries.ts';
import { listWebhooks } from './list-webhooks.ts';
import { redeliver } from './redeliver.ts';
import { rotateWebhookSecret } from './rotate-secret.ts';
import { testWebhook } from './test-webhook.ts';
import { readWebhookSecrets } from './webhook-secrets.ts';

let harness: ServiceHarness;
let administrator: Actor;
beforeEach(async () => {
  harness = await serviceHarness();
  administrator = await harness.addPerson('administrator');
});
afterEach(() => harness.remove());

const create = () =>
  createWebhook(
    harness.deps,
    administrator,
    CreateWebhookInput.parse({ name: 'ci', url: 'https://hooks.test/x', eventTypes: ['job.succeeded'] }),
  );
const list = async () => (await listWebhooks(harness.deps, administrator)).items;

it('shows its secret once and keeps it encrypted', async () => {
  const { webhook, secret } = await create();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const stored = JSON.stringify(await harness.deps.db.read.webhook.findMany());
  expect(stored).not.toContain(secret.slice(6));
  expect(JSON.stringify(await list())).not.toContain(secret);
  expect(webhook.secrets).toMatchObject([{ prefix: secret.slice(0, 10), expiresAt: null }]);
});

it('signs with both secrets for a day after a rotation', async () => {
  const { webhook, secret } = await create();
  const rotated = await rotateWebhookSecret(harness.deps, administrator, { webhookId: webhook.id });
  const row = await harness.deps.db.read.webhook.findUniqueOrThrow({ where: { id: webhook.id } });
  const secrets = readWebhookSecrets(harness.deps.secrets, row);
  expect(secrets.map((entry) => entry.secret)).toEqual([rotated.secret, secret]);
  expect(secrets.map((entry) => entry.expiresAt === null)).toEqual([true, false]);
  harness.advanceMs(25 * 60 * 60_000);
  await rotateWebhookSecret(harness.deps, administrator, { webhookId: webhook.id });
  expect((await list())[0]?.secrets).toHaveLength(2);
});

it('queues a test, tells since when it fails, and delivers again under the same event', async () => {
  const { webhook } = await create();
  const { deliveryId } = await testWebhook(harness.deps, administrator, { webhookId: webhook.id });
  const at = new Date();
  await harness.deps.db.write(async (transaction) => {
    const attempt = {
      id: harness.deps.newId(),
      deliveryId,
      number: 1,
      at,
      durationMs: 5,
      responseStatus: 500,
    };
    await transaction.webhookAttempt.create({ data: attempt });
    await transaction.webhookDelivery.update({
      where: { id: deliveryId },
      data: { state: 'failed', endedAt: at, attemptCount: 1 },
    });
  });
  expect((await list())[0]).toMatchObject({
    failingSince: at,
    lastDelivery: { id: deliveryId, lastStatus: 500 },
  });
  await redeliver(harness.deps, administrator, { deliveryId });
  const { delivery, attempts } = await getDelivery(harness.deps, administrator, { deliveryId });
  expect(delivery).toMatchObject({ state: 'pending', attemptCount: 1 });
  expect(attempts).toHaveLength(1);
  const page = await listDeliveries(harness.deps, administrator, { webhookId: webhook.id, limit: 1 });
  expect(page).toMatchObject({ nextCursor: null, items: [{ eventType: 'webhook.test' }] });
});

it('sends nothing once it is deleted', async () => {
  const { webhook } = await create();
  const { deliveryId } = await testWebhook(harness.deps, administrator, { webhookId: webhook.id });
  await deleteWebhook(harness.deps, administrator, { webhookId: webhook.id });
  expect(await list()).toEqual([]);
  await expect(redeliver(harness.deps, administrator, { deliveryId })).rejects.toMatchObject({
    code: 'precondition-failed',
  });
});

it.each(['ftp://x.test', 'javascript:alert(1)', 'https://user:pass@x.test', 'nothing'])(
  'refuses the address %s',
  (url) => {
    const parsed = CreateWebhookInput.safeParse({ name: 'x', url, eventTypes: ['*'] });
    expect(parsed.success).toBe(false);
  },
);
