import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { ControlDeps } from '../deps.ts';
import { settleMovesFrom } from '../jobs/settle-moves.ts';
import type { ChangeBus } from '../realtime/change-bus.ts';
import type { HostRegistry } from './host-registry.ts';

/** How long a removal whose announcement was lost may go unnoticed. */
const checkIntervalMs = 5_000;

/**
 * Ends the link of a host as soon as it has been removed, and asks for the VMs that were on their way from it. Should that be
 * lost with this process, their destinations link anew, and tell.
 */
export function cutRemovedHosts(
  deps: Pick<ControlDeps, 'db' | 'log' | 'nowMs' | 'publish'>,
  registry: HostRegistry,
  changes: Pick<ChangeBus, 'listen'>,
): () => void {
  const check = async (hostIds: readonly string[]): Promise<void> => {
    try {
      const where = { id: { in: [...hostIds] }, state: 'removed' };
      const removed = await deps.db.read.host.findMany({ where, select: { id: true } });
      for (const { id } of removed)
        registry.get(id)?.cut(new AppError('unauthenticated', 'The host has been removed.'));
      for (const { id } of removed) await settleMovesFrom({ ...deps, registry }, id);
    } catch (thrown) {
      deps.log.error({ error: toAppError(thrown) }, 'a removed host could not be dealt with');
    }
  };
  const linked = (): readonly string[] => registry.all().map(({ hostId }) => hostId);
  const timer = setInterval(() => void check(linked()), checkIntervalMs);
  const stopListening = changes.listen(({ entity, id }) => {
    if (entity === 'host') void check([id]);
  });
  return () => {
    clearInterval(timer);
    stopListening();
  };
}
