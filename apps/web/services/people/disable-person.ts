import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changePerson, type PersonReference } from './change-person.ts';

/** Ends all sessions at once; tokens are refused for as long as the person is disabled. */
export async function disablePerson(
  deps: ServiceDeps,
  actor: Actor,
  { userId }: z.infer<typeof PersonReference>,
): Promise<void> {
  await changePerson(deps, actor, userId, {
    action: 'people.disable',
    apply: async (transaction) => {
      await transaction.user.update({ where: { id: userId }, data: { disabledAt: deps.now() } });
      await transaction.session.deleteMany({ where: { userId } });
    },
  });
}
