import { randomBytes } from 'node:crypto';
import type { Database } from '@busbar/db/database';
import { hashToken, newEnrolmentToken } from '../../auth/api-token.ts';

export const localEnrolmentLifetimeMs = 10 * 60 * 1000;

/** A one-time token for a host agent that runs beside the control plane. `note` says how it got there. */
export async function createLocalEnrolment(
  deps: { readonly db: Database; readonly nowMs: () => number; readonly newId: () => string },
  note = 'this machine',
): Promise<string> {
  const token = newEnrolmentToken(randomBytes);
  const expiresAt = new Date(deps.nowMs() + localEnrolmentLifetimeMs);
  await deps.db.write((transaction) =>
    transaction.enrolmentToken.create({
      data: { id: deps.newId(), tokenHash: hashToken(token), note, expiresAt },
      select: { id: true },
    }),
  );
  return token;
}
