import type { Job } from '@busbar/db/rows';
import type { WireError } from '@busbar/shared/errors/wire-error';
import type { StepView } from '@busbar/shared/realtime/views';
import type { Change } from '../../services/change.ts';
import type { ControlDeps } from '../deps.ts';
import { createDeliveries } from '../webhooks/create-deliveries.ts';
import { eventsOfEnd } from './events-of-end.ts';
import type { JobRecord, NewJobEvent } from './job-record.ts';
import { storeJob, toJobRecord } from './store-job.ts';

/** Older ones have been closed, or were made by a version that did not do this. */
const lookBackMs = 24 * 60 * 60 * 1000;
const batchLimit = 100;

/** That no event tells of the end is the mark by which it is told once. */
const unreported = [
  { state: { in: ['cancelled', 'failed'] }, eventCount: 0 },
  {
    state: 'failed',
    host: { state: 'removed' },
    events: { none: { type: 'state', body: { contains: '"state":"failed"' } } },
  },
];

/**
 * A job that was cancelled before any host had it, or whose host was removed, ended without a report. Gives it the log line
 * and the webhook deliveries that every end has.
 */
export async function closeUnreported(
  deps: Pick<ControlDeps, 'db' | 'nowMs' | 'newId' | 'publish'>,
): Promise<void> {
  const where = { OR: unreported, endedAt: { gte: new Date(deps.nowMs() - lookBackMs) } };
  if ((await deps.db.read.job.count({ where })) === 0) return;
  const changes = await deps.db.write(async (transaction) => {
    const told: Change[] = [];
    for (const row of await transaction.job.findMany({ where, take: batchLimit })) {
      const [job, event] = closed(row, new Date(deps.nowMs()));
      await storeJob(transaction, job, [event]);
      const deliveries = await createDeliveries(deps, transaction, eventsOfEnd(job));
      told.push({ entity: 'job', id: job.id, from: event.number, to: event.number });
      told.push(...deliveries.map((id): Change => ({ entity: 'delivery', id })));
    }
    return told;
  });
  deps.publish(changes);
}

function closed(row: Job, now: Date): readonly [JobRecord, NewJobEvent] {
  const known = toJobRecord(row);
  const at = known.endedAt ?? now;
  const error = known.error === null ? null : (JSON.parse(known.error) as WireError);
  const text = error === null ? 'The job was cancelled before it began.' : `The job failed: ${error.message}`;
  const level = error === null ? 'info' : 'error';
  const job = {
    ...known,
    eventCount: known.eventCount + 1,
    steps: error === null ? known.steps : known.steps.map((step) => broken(step, at.getTime())),
  };
  const body = JSON.stringify({ level, text, state: job.state });
  const { id: jobId, eventCount: number, attempt } = job;
  return [job, { jobId, number, at, attempt, type: 'state', step: null, body }];
}

/** Nobody will tell of it any more. */
const broken = (step: StepView, endedAt: number): StepView =>
  step.state === 'running'
    ? { ...step, state: 'failed', endedAt }
    : step.state === 'pending'
      ? { ...step, state: 'skipped' }
      : step;
