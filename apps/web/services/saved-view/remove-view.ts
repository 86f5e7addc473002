import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { requirePerson } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const RemoveViewInput = z.object({ viewId: Id });

/** @throws AppError `not-found`, also for somebody else's */
export async function removeView(
  deps: ServiceDeps,
  actor: Actor,
  { viewId }: z.infer<typeof RemoveViewInput>,
): Promise<void> {
  const userId = requirePerson(actor);
  await deps.db.write(async (transaction) => {
    const { count } = await transaction.savedView.deleteMany({ where: { id: viewId, userId } });
    if (count === 0) throw notFound('view', viewId);
  });
}
