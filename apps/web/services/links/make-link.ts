import type { Transaction } from '@busbar/db/database';
import type { Role } from '@busbar/shared/domain/roles';
import { hashToken } from '../../auth/api-token.ts';
import type { ServiceDeps } from '../service-deps.ts';

export type LinkPurpose = 'first-administrator' | 'invite' | 'password-reset';
export type NewLink = {
  readonly purpose: LinkPurpose;
  readonly email: string | null;
  readonly role: Role | null;
  /** Whose password a reset sets. */
  readonly userId: string | null;
  readonly createdBy: string | null;
};

const hour = 60 * 60_000;
const lifetimesMs: Readonly<Record<LinkPurpose, number>> = {
  'first-administrator': 24 * hour,
  invite: 7 * 24 * hour,
  'password-reset': 24 * hour,
};

/** Makes a one-time link and returns its address; only the hash of its token is kept. */
export async function makeLink(
  deps: Pick<ServiceDeps, 'newId' | 'now' | 'randomBytes' | 'publicUrl'>,
  transaction: Transaction,
  link: NewLink,
): Promise<{ id: string; url: string }> {
  const token = Buffer.from(deps.randomBytes(32)).toString('base64url');
  const id = deps.newId();
  const now = deps.now();
  await transaction.oneTimeLink.create({
    data: {
      ...link,
      id,
      tokenHash: hashToken(token),
      createdAt: now,
      expiresAt: new Date(now.getTime() + lifetimesMs[link.purpose]),
    },
  });
  return { id, url: `${deps.publicUrl}/welcome?token=${token}` };
}
