import type { Transaction } from '@busbar/db/database';
import { isUniqueViolation } from '@busbar/db/is-unique-violation';
import type { OneTimeLink } from '@busbar/db/rows';
import { Role } from '@busbar/shared/domain/roles';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { type Actor, permissionsOf } from '../../auth/actor.ts';
import { hashPassword } from '../../auth/password.ts';
import { Email, NewPassword, PersonName } from '../account/credentials.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { findLink } from '../links/find-link.ts';
import { limitTries } from '../links/limit-tries.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { LinkToken } from './inspect-link.ts';
import { setPassword } from './set-password.ts';

export const AcceptLinkInput = z.object({
  token: LinkToken,
  /** For a new person. */
  name: PersonName.optional(),
  /** For the first administrator; an invitation names it. */
  email: Email.optional(),
  password: NewPassword,
});
export type AcceptLinkInput = z.infer<typeof AcceptLinkInput>;
export const AcceptLinkResult = z.object({ userId: z.string(), email: z.string() });

type Person = { readonly userId: string; readonly email: string; readonly name: string; readonly role: Role };

/** Uses a one-time link up: makes its person, or sets the password and ends their sessions. */
export async function acceptLink(
  deps: ServiceDeps,
  ipAddress: string | null,
  input: AcceptLinkInput,
): Promise<z.infer<typeof AcceptLinkResult>> {
  await limitTries(deps, 'welcome', ipAddress);
  await findLink(deps.db.read, input.token, deps.now());
  // Slow by intent, and so outside of the transaction, which all other writes wait for.
  const passwordHash = await hashPassword(input.password);
  const { person, purpose } = await deps.db.write(async (transaction) => {
    const link = await findLink(transaction, input.token, deps.now());
    await transaction.oneTimeLink.update({ where: { id: link.id }, data: { usedAt: deps.now() } });
    const made =
      link.purpose === 'password-reset'
        ? await resetPerson(transaction, link)
        : await createPerson(deps, transaction, link, input);
    await setPassword(deps, transaction, made.userId, passwordHash);
    await recordAudit(transaction, deps, actorOf(made, ipAddress), {
      action: `welcome.${link.purpose}`,
      target: { type: 'user', id: made.userId, name: made.name },
      details: { email: made.email, role: made.role },
    });
    return { person: made, purpose: link.purpose };
  });
  if (purpose === 'password-reset') await deps.publish({ entity: 'user', id: person.userId });
  return { userId: person.userId, email: person.email };
}

async function createPerson(
  deps: ServiceDeps,
  transaction: Transaction,
  link: OneTimeLink,
  input: AcceptLinkInput,
): Promise<Person> {
  const email = link.email ?? input.email;
  if (email === undefined) throw new AppError('invalid-input', 'email: An e-mail address is needed.');
  if (input.name === undefined) throw new AppError('invalid-input', 'name: A name is needed.');
  if (link.purpose === 'first-administrator' && (await transaction.user.count()) > 0) {
    throw new AppError(
      'precondition-failed',
      'There is an administrator already. Ask them for an invitation.',
    );
  }
  const role = Role.parse(link.role);
  const userId = deps.newId();
  try {
    await transaction.user.create({
      data: { id: userId, name: input.name, email, emailVerified: true, role },
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError(
      'already-exists',
      `Someone with the address ${email} is here already. Sign in instead.`,
    );
  }
  return { userId, email, name: input.name, role };
}

async function resetPerson(transaction: Transaction, link: OneTimeLink): Promise<Person> {
  const user = await transaction.user.findUnique({ where: { id: link.userId ?? '' } });
  if (user === null) throw new AppError('not-found', 'This person is no longer here.');
  await transaction.session.deleteMany({ where: { userId: user.id } });
  return { userId: user.id, email: user.email, name: user.name, role: Role.parse(user.role) };
}

/** Whoever holds the link is the person it was made for. */
const actorOf = ({ userId, email, name, role }: Person, ipAddress: string | null): Actor => ({
  type: 'user',
  userId,
  name,
  email,
  role,
  permissions: permissionsOf(role),
  ipAddress,
  sessionId: null,
  expiresAt: null,
});
