import { Role } from '@busbar/shared/domain/roles';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { Email } from '../account/credentials.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { makeLink } from '../links/make-link.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const InvitePersonInput = z.object({ email: Email, role: Role });

/** A one-time link for a new person; nothing is sent by mail. An earlier invitation of the address ends. */
export async function invitePerson(
  deps: ServiceDeps,
  actor: Actor,
  { email, role }: z.infer<typeof InvitePersonInput>,
): Promise<{ link: string }> {
  await authorize(deps, actor, 'people.write', { type: 'user', name: email });
  return deps.db.write(async (transaction) => {
    if ((await transaction.user.count({ where: { email } })) > 0) {
      throw new AppError('already-exists', `Someone with the address ${email} is here already.`);
    }
    await transaction.oneTimeLink.deleteMany({ where: { purpose: 'invite', email, usedAt: null } });
    const { id, url } = await makeLink(deps, transaction, {
      purpose: 'invite',
      email,
      role,
      userId: null,
      createdBy: actor.userId,
    });
    await recordAudit(transaction, deps, actor, {
      action: 'people.invite',
      target: { type: 'invite', id, name: email },
      details: { role },
    });
    return { link: url };
  });
}
