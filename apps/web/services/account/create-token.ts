import { Permission } from '@busbar/shared/domain/roles';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { hashToken, newApiToken, shownPrefixLength } from '../../auth/api-token.ts';
import { requirePerson } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeAccount } from './change-account.ts';
import { PersonName } from './credentials.ts';

export const CreateTokenInput = z.object({
  name: PersonName,
  scopes: z.array(Permission).min(1, 'Choose at least one scope.').max(50),
  expiresInDays: z.number().int().min(1).max(366),
});
export const CreateTokenResult = z.object({
  /** Shown once; only its hash is kept. */
  token: z.string(),
});
const day = 24 * 60 * 60_000;

/** @throws AppError `forbidden` for a scope that the person does not have */
export async function createToken(
  deps: ServiceDeps,
  actor: Actor,
  { name, scopes, expiresInDays }: z.infer<typeof CreateTokenInput>,
): Promise<z.infer<typeof CreateTokenResult>> {
  requirePerson(actor);
  const beyond = scopes.find((scope) => !actor.permissions.has(scope));
  if (beyond !== undefined) throw new AppError('forbidden', `Your role does not allow ${beyond}.`);
  const token = newApiToken(deps.randomBytes);
  const now = deps.now();
  await changeAccount(deps, actor, 'account.create-token', (transaction, userId) =>
    transaction.apiToken.create({
      data: {
        id: deps.newId(),
        userId,
        name,
        tokenHash: hashToken(token),
        prefix: token.slice(0, shownPrefixLength),
        scopes: JSON.stringify([...new Set(scopes)]),
        expiresAt: new Date(now.getTime() + expiresInDays * day),
        createdAt: now,
      },
      select: { id: true },
    }),
  );
  return { token };
}
