import { toAppError } from '@busbar/shared/errors/app-error';
import type { ControlDeps } from '../deps.ts';
import { closeUnreported } from './close-unreported.ts';

export type SweepDeps = Pick<ControlDeps, 'db' | 'log' | 'nowMs' | 'newId' | 'publish'> & {
  readonly wakeHost: (hostId: string) => void;
  /** Images that are to be carried from host to host. */
  readonly lookForImages: () => void;
  /** Default: 3 s. */
  readonly intervalMs?: number;
};

const sweepIntervalMs = 3_000;

/**
 * Makes good every lost hint: looks at the rows themselves and wakes the hosts that have jobs which are
 * queued, waiting for their host, or to be cancelled. Losing Redis so costs seconds and no intention.
 */
export function startSweep(deps: SweepDeps): { readonly stop: () => void } {
  const timer = setInterval(() => void sweep(deps), deps.intervalMs ?? sweepIntervalMs);
  void sweep(deps);
  return { stop: () => clearInterval(timer) };
}

async function sweep(deps: SweepDeps): Promise<void> {
  try {
    const rows = await deps.db.read.job.findMany({
      where: { state: { in: ['queued', 'waiting', 'cancelling'] } },
      distinct: ['hostId'],
      select: { hostId: true },
    });
    for (const { hostId } of rows) deps.wakeHost(hostId);
    deps.lookForImages();
    await closeUnreported(deps);
  } catch (thrown) {
    deps.log.error({ error: toAppError(thrown) }, 'a sweep failed');
  }
}
