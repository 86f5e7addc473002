import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { hashPassword, verifyPassword } from '../../auth/password.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requirePerson } from '../authorize.ts';
import { limitTries } from '../links/limit-tries.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { setPassword } from '../welcome/set-password.ts';
import { NewPassword } from './credentials.ts';

export const ChangePasswordInput = z.object({ current: z.string().max(200), next: NewPassword });

/** Ends all other sessions of the person. @throws AppError `forbidden` when the current one is wrong */
export async function changePassword(
  deps: ServiceDeps,
  actor: Actor,
  { current, next }: z.infer<typeof ChangePasswordInput>,
): Promise<void> {
  const userId = requirePerson(actor);
  await limitTries(deps, 'change-password', userId);
  const account = await deps.db.read.account.findFirst({ where: { userId, providerId: 'credential' } });
  const hash = account?.password ?? null;
  if (hash === null || !(await verifyPassword({ hash, password: current }))) {
    throw new AppError('forbidden', 'The current password is not right. Nothing was changed.');
  }
  const passwordHash = await hashPassword(next);
  await deps.db.write(async (transaction) => {
    await setPassword(deps, transaction, userId, passwordHash);
    await transaction.session.deleteMany({ where: { userId, id: { not: actor.sessionId ?? '' } } });
    await recordAudit(transaction, deps, actor, {
      action: 'account.change-password',
      target: { type: 'user', id: userId, name: actor.name },
    });
  });
  await deps.publish({ entity: 'user', id: userId });
}
