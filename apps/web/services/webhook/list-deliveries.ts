import { Id } from '@busbar/shared/domain/ids';
import type { DeliveryView } from '@busbar/shared/realtime/views';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { type Page, PageInput, pageOf } from '../page-of.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { deliveryInclude, deliveryView } from '../views/delivery.ts';

export const ListDeliveriesInput = PageInput.extend({ webhookId: Id });

/** Newest first. */
export async function listDeliveries(
  deps: ServiceDeps,
  actor: Actor,
  { webhookId, cursor, limit }: z.infer<typeof ListDeliveriesInput>,
): Promise<Page<DeliveryView>> {
  await authorize(deps, actor, 'webhook.read', { type: 'webhook', id: webhookId });
  const rows = await deps.db.read.webhookDelivery.findMany({
    where: { webhookId, ...(cursor == null ? {} : { id: { lt: cursor } }) },
    include: deliveryInclude,
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(rows, limit, (row) => deliveryView(row, row.attempts[0]));
}
