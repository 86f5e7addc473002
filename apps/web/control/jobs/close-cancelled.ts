import type { Change } from '../../services/change.ts';
import type { ControlDeps } from '../deps.ts';
import { createDeliveries } from '../webhooks/create-deliveries.ts';
import { eventsOfEnd } from './events-of-end.ts';
import { storeJob, toJobRecord } from './store-job.ts';

/** Older ones have been closed, or were made by a version that did not do this. */
const lookBackMs = 24 * 60 * 60 * 1000;
const batchLimit = 100;

/**
 * A job that was cancelled before any host had it ended without a report. Gives it the log line and the
 * webhook deliveries that every end has; that it has no event yet is the mark by which this happens once.
 */
export async function closeCancelled(
  deps: Pick<ControlDeps, 'db' | 'nowMs' | 'newId' | 'publish'>,
): Promise<void> {
  const endedAt = { gte: new Date(deps.nowMs() - lookBackMs) };
  const where = { state: 'cancelled', eventCount: 0, endedAt };
  if ((await deps.db.read.job.count({ where })) === 0) return;
  const changes = await deps.db.write(async (transaction) => {
    const told: Change[] = [];
    for (const row of await transaction.job.findMany({ where, take: batchLimit })) {
      const job = { ...toJobRecord(row), eventCount: 1 };
      const body = JSON.stringify({
        level: 'info',
        text: 'The job was cancelled before it began.',
        state: job.state,
      });
      const event = {
        jobId: job.id,
        number: 1,
        at: job.endedAt ?? new Date(deps.nowMs()),
        attempt: job.attempt,
        body,
      };
      await storeJob(transaction, job, [{ ...event, type: 'state', step: null }]);
      const deliveries = await createDeliveries(deps, transaction, eventsOfEnd(job));
      told.push({ entity: 'job', id: job.id, from: 1, to: 1 });
      told.push(...deliveries.map((id): Change => ({ entity: 'delivery', id })));
    }
    return told;
  });
  deps.publish(changes);
}
