import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { makeLink } from '../links/make-link.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changePerson, type PersonReference } from './change-person.ts';

/** A one-time link by which a person sets a new password. The former one works until it is used. */
export async function resetLink(
  deps: ServiceDeps,
  actor: Actor,
  { userId }: z.infer<typeof PersonReference>,
): Promise<{ link: string }> {
  return changePerson(deps, actor, userId, {
    action: 'people.reset-link',
    apply: async (transaction, user) => {
      await transaction.oneTimeLink.deleteMany({
        where: { purpose: 'password-reset', userId, usedAt: null },
      });
      const { url } = await makeLink(deps, transaction, {
        purpose: 'password-reset',
        email: user.email,
        role: null,
        userId,
        createdBy: actor.userId,
      });
      return { link: url };
    },
  });
}
