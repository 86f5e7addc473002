import { randomBytes } from 'node:crypto';
import type { Database } from '@busbar/db/database';
import { hashToken } from '../auth/api-token.ts';

const lifetimeMs = 24 * 60 * 60 * 1000;

export type FirstAdministratorDeps = {
  readonly db: Database;
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly publicUrl: string;
};

/**
 * A link by which the first administrator makes their account; null when somebody has an account already.
 * Every start makes a new one and voids the one before, which may have been printed to a log.
 */
export async function firstAdministratorLink(deps: FirstAdministratorDeps): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  const wasMade = await deps.db.write(async (transaction) => {
    if ((await transaction.user.count()) > 0) return false;
    const purpose = 'first-administrator';
    await transaction.oneTimeLink.deleteMany({ where: { purpose, usedAt: null } });
    const expiresAt = new Date(deps.nowMs() + lifetimeMs);
    await transaction.oneTimeLink.create({
      data: { id: deps.newId(), purpose, tokenHash: hashToken(token), role: 'administrator', expiresAt },
    });
    return true;
  });
  return wasMade ? `${deps.publicUrl}/welcome?token=${token}` : null;
}
