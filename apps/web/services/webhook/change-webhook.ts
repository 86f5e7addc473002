import type { Transaction } from '@busbar/db/database';
import type { Webhook } from '@busbar/db/rows';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { type WebhookView, webhookView } from '../views/webhook.ts';

export type WebhookChange = {
  readonly action: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly apply: (transaction: Transaction, row: Webhook) => Promise<Webhook>;
};

/** The frame of every change of one webhook: permission, existence, audit, notice. */
export async function changeWebhook(
  deps: ServiceDeps,
  actor: Actor,
  webhookId: string,
  change: WebhookChange,
): Promise<WebhookView> {
  await authorize(deps, actor, 'webhook.write', { type: 'webhook', id: webhookId });
  const view = await deps.db.write(async (transaction) => {
    const row = await transaction.webhook.findFirst({ where: { id: webhookId, deletedAt: null } });
    if (row === null) throw notFound('webhook', webhookId);
    const changed = await change.apply(transaction, row);
    await recordAudit(transaction, deps, actor, {
      action: change.action,
      target: { type: 'webhook', id: webhookId, name: row.name },
      details: change.details ?? {},
    });
    return webhookView(transaction, deps.secrets, changed);
  });
  await deps.publish({ entity: 'webhook', id: webhookId });
  return view;
}
