import { toAppError } from '@busbar/shared/errors/app-error';
import type { ControlDeps } from '../deps.ts';
import type { HostRegistry } from './host-registry.ts';

export type RecordDeps = Pick<ControlDeps, 'db' | 'log' | 'nowMs' | 'publish'> & {
  readonly registry: HostRegistry;
  /** Default: 15 s. */
  readonly intervalMs?: number;
};

/** A link is asked every 5 s whether it lives; a page need not be told of every answer. */
const recordIntervalMs = 15_000;

/** Writes down how long each link's last round trip took and that its host was there, and tells the pages. */
export function recordRoundTrips(deps: RecordDeps): () => void {
  const timer = setInterval(() => void record(deps), deps.intervalMs ?? recordIntervalMs);
  return () => clearInterval(timer);
}

async function record({ db, log, nowMs, publish, registry }: RecordDeps): Promise<void> {
  const measured = registry.all().flatMap((link) => {
    const linkRttMs = link.rttMs();
    return linkRttMs === null ? [] : [{ hostId: link.hostId, linkRttMs }];
  });
  if (measured.length === 0) return;
  try {
    const lastSeenAt = new Date(nowMs());
    await db.write(async (transaction) => {
      for (const { hostId, linkRttMs } of measured) {
        await transaction.host.updateMany({
          where: { id: hostId, state: 'online' },
          data: { linkRttMs, lastSeenAt, version: { increment: 1 } },
        });
      }
    });
    publish(measured.map(({ hostId }) => ({ entity: 'host', id: hostId })));
  } catch (thrown) {
    log.error({ error: toAppError(thrown) }, 'round trips could not be recorded');
  }
}
