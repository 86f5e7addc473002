import { isFinalJobState, type JobState, nextJobState } from '@busbar/shared/domain/job-state';
import type { VmStateEvent } from '@busbar/shared/domain/vm-state';
import { madeBy } from '@busbar/shared/jobs/catalog';
import { Empty } from '@busbar/shared/protocol/channel';
import { type Inventory, linkPaths } from '@busbar/shared/protocol/link';
import type { Change } from '../../services/change.ts';
import type { ControlDeps } from '../deps.ts';
import { eventsOfEnd } from '../jobs/events-of-end.ts';
import { freshSteps, type JobRecord, type NewJobEvent } from '../jobs/job-record.ts';
import { type EndedMove, endedMoveOf } from '../jobs/moves.ts';
import { storeJob, storeVm, toJobRecord } from '../jobs/store-job.ts';
import { moveVm, vmRecordFields } from '../jobs/vm-record.ts';
import { createDeliveries } from '../webhooks/create-deliveries.ts';
import type { HostLink } from './host-link.ts';

export type ReconcileJobsInput = {
  readonly link: HostLink;
  readonly inventory: Inventory;
  /** On our clock; jobs accepted after it may rightly be absent. */
  readonly askedAt: Date;
};

/**
 * Called once every event that the inventory counts has been applied. A job that we think runs and that the
 * host does not know is lost: it goes back to the queue as a new attempt, a cancelled one ends. A job that
 * the host runs and that we have ended is cancelled there.
 *
 * @returns moves that have ended so: where their VMs are nobody has said
 */
export async function reconcileJobs(
  deps: Pick<ControlDeps, 'db' | 'nowMs' | 'newId' | 'publish' | 'log'>,
  { link, inventory, askedAt }: ReconcileJobsInput,
): Promise<readonly EndedMove[]> {
  const known = new Map(inventory.jobs.map(({ jobId, attempt }) => [jobId, attempt]));
  const now = new Date(deps.nowMs());
  const endedMoves: EndedMove[] = [];
  const changes = await deps.db.write(async (transaction) => {
    const rows = await transaction.job.findMany({
      where: { hostId: link.hostId, state: { in: ['running', 'cancelling'] }, acceptedAt: { lt: askedAt } },
    });
    const changed: Change[] = [];
    for (const row of rows) {
      if (known.get(row.id) === row.attempt) continue;
      const lost = loseJob(toJobRecord(row), canBeginAnew(row), now);
      await storeJob(transaction, lost.job, lost.events);
      changed.push({ entity: 'job', id: row.id, from: lost.job.eventCount, to: lost.job.eventCount });
      if (!isFinalJobState(lost.job.state)) continue;
      const move = endedMoveOf(lost.job);
      if (move !== null) endedMoves.push(move);
      const ids = await createDeliveries(deps, transaction, eventsOfEnd(lost.job));
      changed.push(...ids.map((id): Change => ({ entity: 'delivery', id })));
      const vm =
        row.vmId === null
          ? null
          : await transaction.vm.findUnique({ where: { id: row.vmId }, select: vmRecordFields });
      const event = madeBy(row.kind) !== null ? provisionEnd(lost.job.state) : 'delete-failed';
      const moved = vm === null ? null : moveVm(vm, event, now);
      if (moved === null || moved === vm) continue;
      await storeVm(transaction, moved);
      changed.push({ entity: 'vm', id: moved.id });
    }
    return changed;
  });
  deps.publish(changes);
  await cancelUnwanted(deps, link, inventory);
  return endedMoves;
}

/** A provisioning that was asked for on the host itself has left its documents there. */
const canBeginAnew = ({ document }: { readonly document: string }): boolean => document !== 'null';

/** What a failed one had made may be there still: the inventory shows it. */
const provisionEnd = (state: JobState): VmStateEvent =>
  state === 'failed' ? 'provision-failed' : 'provision-undone';

function loseJob(
  job: JobRecord,
  canBegin: boolean,
  at: Date,
): { readonly job: JobRecord; readonly events: readonly NewJobEvent[] } {
  const state =
    nextJobState(job.state, canBegin || job.state === 'cancelling' ? 'lost' : 'failed') ?? job.state;
  const number = job.eventCount + 1;
  const again = state === 'queued';
  const text = `The host no longer knows this job (its journal is gone). ${again ? 'The job begins anew.' : `It counts as ${state}.`}`;
  const event: NewJobEvent = {
    jobId: job.id,
    number,
    at,
    attempt: job.attempt,
    type: 'state',
    step: null,
    body: JSON.stringify({ level: 'warn', text, state }),
  };
  const next: JobRecord = again
    ? {
        ...job,
        state,
        attempt: job.attempt + 1,
        steps: freshSteps(job.kind),
        acceptedAt: null,
        eventCount: number,
      }
    : { ...job, state, endedAt: at, eventCount: number };
  return { job: next, events: [event] };
}

/** Jobs that a person cancelled at the very moment at which the host accepted them. */
async function cancelUnwanted(
  deps: Pick<ControlDeps, 'db' | 'log'>,
  link: HostLink,
  inventory: Inventory,
): Promise<void> {
  const ids = inventory.jobs.map(({ jobId }) => jobId);
  const ended = await deps.db.read.job.findMany({
    where: { id: { in: ids }, hostId: link.hostId, state: { in: ['cancelled', 'failed', 'succeeded'] } },
    select: { id: true },
  });
  for (const { id } of ended) {
    const attempt = inventory.jobs.find(({ jobId }) => jobId === id)?.attempt ?? 1;
    deps.log.warn(
      { jobId: id, hostId: link.hostId },
      'the host runs a job that has ended; cancelling it there',
    );
    await link.request({ path: linkPaths.jobCancel, body: { jobId: id, attempt }, output: Empty });
  }
}
