import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { WebhookView, webhookView } from '../views/webhook.ts';
import { newWebhookSecret } from './new-secret.ts';
import { WebhookFields } from './webhook-input.ts';
import { writeWebhookSecrets } from './webhook-secrets.ts';

export const CreateWebhookInput = WebhookFields;
export const CreateWebhookResult = z.object({
  webhook: WebhookView,
  /** For the receiver. Shown once. */
  secret: z.string(),
});

export async function createWebhook(
  deps: ServiceDeps,
  actor: Actor,
  input: z.infer<typeof CreateWebhookInput>,
): Promise<z.infer<typeof CreateWebhookResult>> {
  await authorize(deps, actor, 'webhook.write', { type: 'webhook', name: input.name });
  const id = deps.newId();
  const secret = newWebhookSecret(deps);
  const webhook = await deps.db.write(async (transaction) => {
    const row = await transaction.webhook.create({
      data: {
        id,
        name: input.name,
        url: input.url,
        eventTypes: JSON.stringify(input.eventTypes),
        allowPrivateTargets: input.allowPrivateTargets,
        secrets: writeWebhookSecrets(deps.secrets, id, [secret]),
        createdBy: actor.userId,
        createdAt: deps.now(),
      },
    });
    await recordAudit(transaction, deps, actor, {
      action: 'webhook.create',
      target: { type: 'webhook', id, name: input.name },
      details: { url: input.url, allowPrivateTargets: input.allowPrivateTargets },
    });
    return webhookView(transaction, deps.secrets, row);
  });
  await deps.publish({ entity: 'webhook', id });
  return { webhook, secret: secret.secret };
}
