import { randomBytes } from 'node:crypto';
import type { Database } from '@busbar/db/database';
import { hashToken, newEnrolmentToken } from '../../auth/api-token.ts';

const lifetimeMs = 10 * 60 * 1000;

/** A one-time token for the host agent that `npm start` runs beside the control plane. */
export async function createLocalEnrolment(deps: {
  readonly db: Database;
  readonly nowMs: () => number;
  readonly newId: () => string;
}): Promise<string> {
  const token = newEnrolmentToken(randomBytes);
  const expiresAt = new Date(deps.nowMs() + lifetimeMs);
  await deps.db.write((transaction) =>
    transaction.enrolmentToken.create({
      data: { id: deps.newId(), tokenHash: hashToken(token), note: 'this machine', expiresAt },
      select: { id: true },
    }),
  );
  return token;
}
