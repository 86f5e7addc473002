import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const RevokeEnrolmentInput = z.object({ tokenId: Id });

/**
 * From now on no host can use the line. Revoking it again changes nothing.
 *
 * @throws AppError `not-found`; `conflict` when a host has used it, which then has to be removed instead
 */
export async function revokeEnrolment(
  deps: ServiceDeps,
  actor: Actor,
  { tokenId }: z.infer<typeof RevokeEnrolmentInput>,
): Promise<void> {
  await authorize(deps, actor, 'host.enrol', { type: 'enrolment', id: tokenId });
  await deps.db.write(async (transaction) => {
    const row = await transaction.enrolmentToken.findUnique({ where: { id: tokenId } });
    if (row === null) throw notFound('enrolment', tokenId);
    if (row.usedAt !== null) {
      throw new AppError('conflict', 'A host has used this enrolment line already.', {
        userMessage: 'A host has used this line already. To keep it out, remove the host.',
        details: { hostId: row.hostId },
      });
    }
    if (row.revokedAt !== null) return;
    await transaction.enrolmentToken.update({ where: { id: tokenId }, data: { revokedAt: deps.now() } });
    await recordAudit(transaction, deps, actor, {
      action: 'host.revoke-enrolment',
      target: { type: 'enrolment', id: tokenId, name: row.note },
    });
  });
}
