import { Id } from '@busbar/shared/domain/ids';
import { DeliveryView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { deliveryView } from '../views/delivery.ts';
import { readJson } from '../views/read-json.ts';

export const GetDeliveryInput = z.object({ deliveryId: Id });
export const GetDeliveryResult = z.object({
  delivery: DeliveryView,
  /** The body as it was or will be sent. */
  payload: z.string(),
  attempts: z.array(
    z.object({
      number: z.number(),
      at: z.date(),
      durationMs: z.number(),
      responseStatus: z.number().nullable(),
      responseExcerpt: z.string(),
      requestHeaders: z.record(z.string(), z.string()),
      error: z.string().nullable(),
    }),
  ),
});

export async function getDelivery(
  deps: ServiceDeps,
  actor: Actor,
  { deliveryId }: z.infer<typeof GetDeliveryInput>,
): Promise<z.infer<typeof GetDeliveryResult>> {
  await authorize(deps, actor, 'webhook.read', { type: 'delivery', id: deliveryId });
  const found = await deps.db.read.webhookDelivery.findUnique({
    where: { id: deliveryId },
    include: { attempts: { orderBy: { number: 'asc' } } },
  });
  if (found === null) throw notFound('delivery', deliveryId);
  const { attempts, ...row } = found;
  return {
    delivery: deliveryView(row, attempts.at(-1)),
    payload: row.payload,
    attempts: attempts.map((attempt) => ({
      number: attempt.number,
      at: attempt.at,
      durationMs: attempt.durationMs,
      responseStatus: attempt.responseStatus,
      responseExcerpt: attempt.responseExcerpt,
      requestHeaders: readJson(attempt.requestHeaders),
      error: attempt.error,
    })),
  };
}
