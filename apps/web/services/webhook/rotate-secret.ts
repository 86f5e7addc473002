import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeWebhook } from './change-webhook.ts';
import type { WebhookReference } from './delete-webhook.ts';
import { newWebhookSecret } from './new-secret.ts';
import { readWebhookSecrets, writeWebhookSecrets } from './webhook-secrets.ts';

/** How long the former secret still signs beside the new one. */
const overlapMs = 24 * 60 * 60_000;

/** Returns the new secret, which is shown once. */
export async function rotateWebhookSecret(
  deps: ServiceDeps,
  actor: Actor,
  { webhookId }: z.infer<typeof WebhookReference>,
): Promise<{ secret: string }> {
  const fresh = newWebhookSecret(deps);
  const nowMs = deps.now().getTime();
  await changeWebhook(deps, actor, webhookId, {
    action: 'webhook.rotate-secret',
    details: { secretId: fresh.id },
    apply: (transaction, row) => {
      const former = readWebhookSecrets(deps.secrets, row)
        .filter((secret) => secret.expiresAt === null || secret.expiresAt > nowMs)
        .map((secret) => ({ ...secret, expiresAt: secret.expiresAt ?? nowMs + overlapMs }));
      const secrets = writeWebhookSecrets(deps.secrets, webhookId, [fresh, ...former]);
      return transaction.webhook.update({ where: { id: webhookId }, data: { secrets } });
    },
  });
  return { secret: fresh.secret };
}
