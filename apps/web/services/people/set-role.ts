import { Role } from '@busbar/shared/domain/roles';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changePerson, PersonReference } from './change-person.ts';

export const SetRoleInput = PersonReference.extend({ role: Role });

export async function setRole(
  deps: ServiceDeps,
  actor: Actor,
  { userId, role }: z.infer<typeof SetRoleInput>,
): Promise<void> {
  await changePerson(deps, actor, userId, {
    action: 'people.set-role',
    details: { role },
    apply: (transaction) => transaction.user.update({ where: { id: userId }, data: { role } }),
  });
}
