import { isUniqueViolation } from '@busbar/db/is-unique-violation';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { requirePerson } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { ViewName } from './save-view.ts';

export const RenameViewInput = z.object({ viewId: Id, name: ViewName });

/** @throws AppError `not-found`, also for somebody else's; `already-exists` */
export async function renameView(
  deps: ServiceDeps,
  actor: Actor,
  { viewId, name }: z.infer<typeof RenameViewInput>,
): Promise<void> {
  const userId = requirePerson(actor);
  await deps.db.write(async (transaction) => {
    try {
      const { count } = await transaction.savedView.updateMany({
        where: { id: viewId, userId },
        data: { name },
      });
      if (count === 0) throw notFound('view', viewId);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AppError('already-exists', `You have a view called “${name}” already. Nothing was changed.`);
    }
  });
}
