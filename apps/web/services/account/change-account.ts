import type { Transaction } from '@busbar/db/database';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requirePerson } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';

/** The frame of a person's change of their own account. `apply` must touch rows of `userId` only. */
export async function changeAccount<T>(
  deps: ServiceDeps,
  actor: Actor,
  action: string,
  apply: (transaction: Transaction, userId: string) => Promise<T>,
): Promise<T> {
  const userId = requirePerson(actor);
  return deps.db.write(async (transaction) => {
    const result = await apply(transaction, userId);
    const target = { type: 'user', id: userId, name: actor.name };
    await recordAudit(transaction, deps, actor, { action, target });
    return result;
  });
}
