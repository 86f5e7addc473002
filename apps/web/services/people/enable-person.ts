import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changePerson, type PersonReference } from './change-person.ts';

/** The person signs in anew, with the password they had. */
export async function enablePerson(
  deps: ServiceDeps,
  actor: Actor,
  { userId }: z.infer<typeof PersonReference>,
): Promise<void> {
  await changePerson(deps, actor, userId, {
    action: 'people.enable',
    apply: (transaction) => transaction.user.update({ where: { id: userId }, data: { disabledAt: null } }),
  });
}
