import type { JobState, JobStateEvent } from '@busbar/shared/domain/job-state';
import { nextJobState } from '@busbar/shared/domain/job-state';
import type { Change } from '../../services/change.ts';
import type { ControlDeps } from '../deps.ts';

type HostEvent = Extract<JobStateEvent, 'host-offline' | 'host-online'>;
const from: Readonly<Record<HostEvent, JobState>> = { 'host-offline': 'queued', 'host-online': 'waiting' };

/** Queued jobs of an offline host wait; when it is back they are queued again, in their old order. */
export async function moveHostJobs(
  deps: Pick<ControlDeps, 'db' | 'publish'>,
  hostId: string,
  event: HostEvent,
): Promise<void> {
  const state = nextJobState(from[event], event);
  const where = { hostId, state: from[event] };
  if (state === null || (await deps.db.read.job.count({ where })) === 0) return;
  const changes = await deps.db.write(async (transaction) => {
    const rows = await transaction.job.findMany({ where, select: { id: true } });
    await transaction.job.updateMany({ where, data: { state, version: { increment: 1 } } });
    return rows.map(({ id }): Change => ({ entity: 'job', id }));
  });
  deps.publish(changes);
}
