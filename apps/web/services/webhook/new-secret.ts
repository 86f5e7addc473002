import type { ServiceDeps } from '../service-deps.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';

/** Standard Webhooks asks for 24 to 64 random bytes. */
const secretBytes = 32;

export function newWebhookSecret(
  deps: Pick<ServiceDeps, 'newId' | 'now' | 'randomBytes'>,
): WebhookSecrets[number] {
  return {
    id: deps.newId(),
    secret: `whsec_${Buffer.from(deps.randomBytes(secretBytes)).toString('base64')}`,
    createdAt: deps.now().getTime(),
    expiresAt: null,
  };
}
