import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeAccount } from './change-account.ts';

export const RevokeTokenInput = z.object({ tokenId: Id });

export async function revokeToken(
  deps: ServiceDeps,
  actor: Actor,
  { tokenId }: z.infer<typeof RevokeTokenInput>,
): Promise<void> {
  await changeAccount(deps, actor, 'account.revoke-token', async (transaction, userId) => {
    const revoked = await transaction.apiToken.updateMany({
      where: { id: tokenId, userId, revokedAt: null },
      data: { revokedAt: deps.now() },
    });
    if (revoked.count === 0) throw notFound('token', tokenId);
  });
  await deps.publish({ entity: 'token', id: tokenId });
}
