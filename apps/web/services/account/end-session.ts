import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeAccount } from './change-account.ts';

export const EndSessionInput = z.object({ sessionId: z.string().min(1).max(64) });

/** Signs the person out elsewhere, live connections included. */
export async function endSession(
  deps: ServiceDeps,
  actor: Actor,
  { sessionId }: z.infer<typeof EndSessionInput>,
): Promise<void> {
  await changeAccount(deps, actor, 'account.end-session', async (transaction, userId) => {
    const ended = await transaction.session.deleteMany({ where: { id: sessionId, userId } });
    if (ended.count === 0) throw notFound('session', sessionId);
  });
  await deps.publish({ entity: 'session', id: sessionId });
}
