import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const EnrolmentStatusInput = z.object({ tokenId: Id });
export const EnrolmentStatusResult = z.object({
  state: z.enum(['waiting', 'used', 'expired', 'revoked']),
  hostId: z.string().nullable(),
});

/** Whether a host has used an enrolment line. */
export async function enrolmentStatus(
  deps: ServiceDeps,
  actor: Actor,
  { tokenId }: z.infer<typeof EnrolmentStatusInput>,
): Promise<z.infer<typeof EnrolmentStatusResult>> {
  await authorize(deps, actor, 'host.enrol', { type: 'enrolment', id: tokenId });
  const row = await deps.db.read.enrolmentToken.findUnique({ where: { id: tokenId } });
  if (row === null) throw notFound('enrolment', tokenId);
  if (row.usedAt !== null) return { state: 'used', hostId: row.hostId };
  if (row.revokedAt !== null) return { state: 'revoked', hostId: null };
  return { state: row.expiresAt <= deps.now() ? 'expired' : 'waiting', hostId: null };
}
