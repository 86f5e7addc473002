import type { Transaction } from '@busbar/db/database';
import type { User } from '@busbar/db/rows';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const PersonReference = z.object({ userId: Id });

export type PersonChange<T> = {
  readonly action: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly apply: (transaction: Transaction, user: User) => Promise<T>;
};

/**
 * The frame of every change of another person's access: permission, existence, audit, notice to their live
 * connections. @throws AppError `precondition-failed` when nobody could administer Busbar afterwards
 */
export async function changePerson<T>(
  deps: ServiceDeps,
  actor: Actor,
  userId: string,
  change: PersonChange<T>,
): Promise<T> {
  await authorize(deps, actor, 'people.write', { type: 'user', id: userId });
  const result = await deps.db.write(async (transaction) => {
    const user = await transaction.user.findUnique({ where: { id: userId } });
    if (user === null) throw notFound('person', userId);
    const value = await change.apply(transaction, user);
    await refuseNoAdministrator(transaction);
    await recordAudit(transaction, deps, actor, {
      action: change.action,
      target: { type: 'user', id: userId, name: user.name },
      details: change.details ?? {},
    });
    return value;
  });
  await deps.publish({ entity: 'user', id: userId });
  return result;
}

async function refuseNoAdministrator(transaction: Transaction): Promise<void> {
  const left = await transaction.user.count({ where: { role: 'administrator', disabledAt: null } });
  if (left > 0) return;
  throw new AppError('precondition-failed', 'This is the last administrator. Make someone else one first.');
}
