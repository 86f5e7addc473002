import type { Transaction } from '@busbar/db/database';
import type { ServiceDeps } from '../service-deps.ts';

/** Stores a password's hash where better-auth looks for it: an account whose id is the person's own. */
export async function setPassword(
  deps: Pick<ServiceDeps, 'newId'>,
  transaction: Transaction,
  userId: string,
  passwordHash: string,
): Promise<void> {
  const changed = await transaction.account.updateMany({
    where: { userId, providerId: 'credential' },
    data: { password: passwordHash },
  });
  if (changed.count > 0) return;
  await transaction.account.create({
    data: { id: deps.newId(), accountId: userId, providerId: 'credential', userId, password: passwordHash },
  });
}
