import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeAccount } from './change-account.ts';
import { PersonName } from './credentials.ts';

export const RenameAccountInput = z.object({ name: PersonName });

export async function renameAccount(
  deps: ServiceDeps,
  actor: Actor,
  { name }: z.infer<typeof RenameAccountInput>,
): Promise<void> {
  await changeAccount(deps, actor, 'account.rename', (transaction, userId) =>
    transaction.user.update({ where: { id: userId }, data: { name } }),
  );
}
