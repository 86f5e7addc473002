import type { Webhook } from '@busbar/db/rows';
import { z } from 'zod';
import { webhookSecretsContext } from '../secret-contexts.ts';
import type { SecretBox } from '../service-deps.ts';

/** Signing secrets of one webhook, newest first. Times are milliseconds since 1970. */
export const WebhookSecrets = z.array(
  z.object({
    id: z.string(),
    /** `whsec_` and base64, as Standard Webhooks writes it. */
    secret: z.string(),
    createdAt: z.number(),
    /** Null for the current one; a former one still signs until then, so that receivers can change over. */
    expiresAt: z.number().nullable(),
  }),
);
export type WebhookSecrets = z.infer<typeof WebhookSecrets>;

export function readWebhookSecrets(box: SecretBox, row: Pick<Webhook, 'id' | 'secrets'>): WebhookSecrets {
  return WebhookSecrets.parse(JSON.parse(box.decrypt(row.secrets, webhookSecretsContext(row.id))));
}

export function writeWebhookSecrets(box: SecretBox, webhookId: string, secrets: WebhookSecrets): string {
  return box.encrypt(JSON.stringify(secrets), webhookSecretsContext(webhookId));
}
