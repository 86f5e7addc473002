/** One attempt of one delivery: claimed, sent, stored. */
import type { Webhook, WebhookDelivery } from '@busbar/db/rows';
import { decryptAtRest, encryptAtRest } from '@busbar/shared/identity/at-rest';
import { readWebhookSecrets } from '../../services/webhook/webhook-secrets.ts';
import type { ControlDeps } from '../deps.ts';
import { retryDelayMs } from './back-off.ts';
import { type SendResult, send } from './send.ts';
import { signHeaders } from './sign.ts';

export type AttemptDeps = Pick<
  ControlDeps,
  'db' | 'nowMs' | 'newId' | 'random' | 'publish' | 'log' | 'atRestKey'
> & {
  readonly version: string;
};
export type DueDelivery = WebhookDelivery & { readonly webhook: Webhook };

/** How long a claim holds. A process that dies while it sends leaves the delivery to be sent again after it. */
const claimMs = 60_000;

export async function attemptDelivery(deps: AttemptDeps, delivery: DueDelivery): Promise<void> {
  const startedAtMs = deps.nowMs();
  if (!(await claim(deps, delivery, new Date(startedAtMs + claimMs)))) return;
  const { webhook } = delivery;
  const headers = {
    'user-agent': `Busbar/${deps.version}`,
    ...signHeaders({
      messageId: delivery.eventId,
      atMs: startedAtMs,
      payload: delivery.payload,
      secrets: liveSecrets(deps, webhook, startedAtMs),
    }),
  };
  const { allowPrivateTargets, url } = webhook;
  const result: SendResult =
    webhook.isEnabled && webhook.deletedAt === null
      ? await send({ url, payload: delivery.payload, headers, allowPrivateTargets })
      : { status: null, excerpt: '', error: 'The webhook is switched off.' };
  await store(deps, delivery, { result, headers, startedAtMs });
  deps.publish([{ entity: 'delivery', id: delivery.id }]);
}

/** Of several that see a due delivery one gets it: the time that they saw is the mark. */
async function claim(deps: AttemptDeps, delivery: DueDelivery, until: Date): Promise<boolean> {
  const { id, nextAttemptAt, attemptCount } = delivery;
  const { count } = await deps.db.write((transaction) =>
    transaction.webhookDelivery.updateMany({
      where: { id, state: 'pending', nextAttemptAt, attemptCount },
      data: { nextAttemptAt: until },
    }),
  );
  return count === 1;
}

function liveSecrets(deps: AttemptDeps, webhook: Webhook, nowMs: number): readonly string[] {
  const box = {
    encrypt: (text: string, context: string) => encryptAtRest(deps.atRestKey, text, context),
    decrypt: (text: string, context: string) => decryptAtRest(deps.atRestKey, text, context),
  };
  return readWebhookSecrets(box, webhook)
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > nowMs)
    .map(({ secret }) => secret);
}

type Outcome = {
  readonly result: SendResult;
  readonly headers: Readonly<Record<string, string>>;
  readonly startedAtMs: number;
};

async function store(
  deps: AttemptDeps,
  delivery: DueDelivery,
  { result, headers, startedAtMs }: Outcome,
): Promise<void> {
  const number = delivery.attemptCount + 1;
  const endedAtMs = deps.nowMs();
  const retryMs = result.error === null ? null : retryDelayMs(number, deps.random());
  const isOver = retryMs === null;
  await deps.db.write(async (transaction) => {
    await transaction.webhookAttempt.create({
      data: {
        id: deps.newId(),
        deliveryId: delivery.id,
        number,
        at: new Date(startedAtMs),
        durationMs: endedAtMs - startedAtMs,
        responseStatus: result.status,
        responseExcerpt: result.excerpt,
        requestHeaders: JSON.stringify(headers),
        error: result.error,
      },
      select: { id: true },
    });
    await transaction.webhookDelivery.update({
      where: { id: delivery.id },
      data: {
        attemptCount: number,
        state: isOver ? (result.error === null ? 'delivered' : 'failed') : 'pending',
        nextAttemptAt: isOver ? null : new Date(endedAtMs + retryMs),
        endedAt: isOver ? new Date(endedAtMs) : null,
      },
      select: { id: true },
    });
  });
  deps.log.info(
    {
      deliveryId: delivery.id,
      webhookId: delivery.webhookId,
      number,
      status: result.status,
      error: result.error,
    },
    'a webhook was attempted',
  );
}
