import type { Queries } from '@busbar/db/database';
import type { OneTimeLink } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import { hashToken } from '../../auth/api-token.ts';

/** @throws AppError `not-found`, in the same words for a wrong, a used and an expired token. */
export async function findLink(queries: Queries, token: string, now: Date): Promise<OneTimeLink> {
  const link = await queries.oneTimeLink.findUnique({ where: { tokenHash: hashToken(token) } });
  if (link !== null && link.usedAt === null && link.expiresAt > now) return link;
  throw new AppError('not-found', 'No such one-time link.', {
    userMessage:
      'This link was used already, has ended, or was never valid. Ask an administrator for a new one. The link for the first administrator is printed when Busbar starts.',
  });
}
