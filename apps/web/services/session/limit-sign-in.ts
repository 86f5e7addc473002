import { createHash } from 'node:crypto';
import { limitTries } from '../links/limit-tries.ts';
import type { ServiceDeps } from '../service-deps.ts';

/**
 * Counts a try to sign in as somebody, from wherever it comes: guesses for one account that are spread over
 * many addresses stay below the limit of each. An address from which the person is signed in already is not
 * counted, so that nobody is locked out by a stranger's guesses everywhere.
 *
 * @throws AppError `rate-limited`
 */
export async function limitSignIn(
  deps: ServiceDeps,
  { email, address }: { readonly email: string; readonly address: string | null },
): Promise<void> {
  const isKnownPlace =
    address !== null &&
    (await deps.db.read.session.count({ where: { ipAddress: address, user: { email } } })) > 0;
  if (!isKnownPlace) await limitTries(deps, 'sign-in', bucketOf(email));
}

/** One of 65,536: whatever addresses are made up, the table stays small. Two people seldom share one. */
const bucketOf = (email: string): string => createHash('sha256').update(email).digest('hex').slice(0, 4);
