import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { type WebhookView, webhookView } from '../views/webhook.ts';

/** All that were not deleted, by name. */
export async function listWebhooks(deps: ServiceDeps, actor: Actor): Promise<{ items: WebhookView[] }> {
  await authorize(deps, actor, 'webhook.read');
  const rows = await deps.db.read.webhook.findMany({ where: { deletedAt: null }, orderBy: { name: 'asc' } });
  return { items: await Promise.all(rows.map((row) => webhookView(deps.db.read, deps.secrets, row))) };
}
