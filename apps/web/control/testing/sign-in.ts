import { randomBytes } from 'node:crypto';
import { type Permission, permissions, type Role } from '@busbar/shared/domain/roles';
import { hashToken, newApiToken } from '../../auth/api-token.ts';
import type { TestPlane } from './test-plane.ts';

export type SignedIn = { readonly userId: string; readonly headers: { readonly authorization: string } };

/** A person with an API token that may do whatever their role may. */
export async function signIn(plane: TestPlane, role: Role): Promise<SignedIn> {
  const [userId, token] = [plane.newId(), newApiToken(randomBytes)];
  const scopes = JSON.stringify(Object.keys(permissions) as Permission[]);
  await plane.db.write(async (tx) => {
    await tx.user.create({ data: { id: userId, name: role, email: `${userId}@example.test`, role } });
    const expiresAt = new Date(Date.now() + 3_600_000);
    await tx.apiToken.create({
      data: {
        id: plane.newId(),
        userId,
        name: 't',
        tokenHash: hashToken(token),
        prefix: 'bbt_',
        scopes,
        expiresAt,
      },
    });
  });
  return { userId, headers: { authorization: `Bearer ${token}` } };
}
