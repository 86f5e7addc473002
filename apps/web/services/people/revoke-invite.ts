import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const RevokeInviteInput = z.object({ inviteId: Id });

export async function revokeInvite(
  deps: ServiceDeps,
  actor: Actor,
  { inviteId }: z.infer<typeof RevokeInviteInput>,
): Promise<void> {
  await authorize(deps, actor, 'people.write', { type: 'invite', id: inviteId });
  await deps.db.write(async (transaction) => {
    const removed = await transaction.oneTimeLink.deleteMany({
      where: { id: inviteId, purpose: 'invite', usedAt: null },
    });
    if (removed.count === 0) throw notFound('invitation', inviteId);
    await recordAudit(transaction, deps, actor, {
      action: 'people.revoke-invite',
      target: { type: 'invite', id: inviteId },
    });
  });
}
