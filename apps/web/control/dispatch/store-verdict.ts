/** What a host has said about a job it was sent, stored by compare-and-set: reports may have come first. */
import type { Queries, Transaction } from '@busbar/db/database';
import { type JobStateEvent, nextJobState } from '@busbar/shared/domain/job-state';
import type { VmStateEvent } from '@busbar/shared/domain/vm-state';
import type { AppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import { madeBy } from '@busbar/shared/jobs/catalog';
import type { Change } from '../../services/change.ts';
import type { ControlDeps } from '../deps.ts';
import { eventsOfEnd } from '../jobs/events-of-end.ts';
import type { JobRecord, NewJobEvent } from '../jobs/job-record.ts';
import { storeJob, storeVm, toJobRecord } from '../jobs/store-job.ts';
import { vmEventOfAcceptance } from '../jobs/vm-effect.ts';
import { moveVm, vmRecordFields } from '../jobs/vm-record.ts';
import { createDeliveries } from '../webhooks/create-deliveries.ts';

type VerdictDeps = Pick<ControlDeps, 'db' | 'nowMs' | 'newId' | 'publish'>;
type Sent = { readonly jobId: string; readonly attempt: number };

/** Returns false when the job has ended meanwhile (it was cancelled), so that the host must not go on. */
export async function storeAccepted(deps: VerdictDeps, sent: Sent): Promise<boolean> {
  const at = new Date(deps.nowMs());
  // As a rule its first report has stored it by now, and a transaction would hold up other writes for nothing.
  const known = await readJob(deps.db.read, sent);
  if (known?.state === 'running') return true;
  const outcome = await deps.db.write(async (transaction) => {
    const job = await readJob(transaction, sent);
    if (job === null) return { isWanted: false, changes: [] };
    const state = nextJobState(job.state, 'accepted');
    if (state === null)
      return { isWanted: job.state === 'running' || job.state === 'cancelling', changes: [] };
    const [next, event] = say(
      { ...job, state, acceptedAt: at, startedAt: job.startedAt ?? at },
      at,
      'info',
      'The host has accepted the job.',
    );
    await storeJob(transaction, next, [event]);
    const vm = await changeVm(transaction, job.vmId, vmEventOfAcceptance(job.kind), at);
    return { isWanted: true, changes: [changeOf(event), ...vm] };
  });
  deps.publish(outcome.changes);
  return outcome.isWanted;
}

/** The host will not do it: the job has failed with the host's own error and nothing was made. */
export const storeRefused = (deps: VerdictDeps, sent: Sent, error: AppError): Promise<void> =>
  storeUnbegun(deps, sent, error, 'The job was refused');

/** It waited for another job, which has not succeeded: nothing was made. */
export const storeNotReached = (deps: VerdictDeps, sent: Sent, error: AppError): Promise<void> =>
  storeUnbegun(deps, sent, error, 'The job could not begin');

async function storeUnbegun(deps: VerdictDeps, sent: Sent, error: AppError, words: string): Promise<void> {
  const at = new Date(deps.nowMs());
  const changes = await deps.db.write(async (transaction) => {
    const job = await readJob(transaction, sent);
    const state = job === null ? null : nextJobState(job.state, 'failed' satisfies JobStateEvent);
    if (job === null || state === null || job.state === 'running' || job.state === 'cancelling') return [];
    const failed = { ...job, state, endedAt: at, error: JSON.stringify(toWireError(error)) };
    const [next, event] = say(failed, at, 'error', `${words}: ${error.userMessage}`);
    await storeJob(transaction, next, [event]);
    const undone = madeBy(job.kind) !== null ? 'provision-undone' : null;
    const vm = await changeVm(transaction, job.vmId, undone, at);
    const deliveries = await createDeliveries(deps, transaction, eventsOfEnd(next));
    return [changeOf(event), ...vm, ...deliveries.map((id): Change => ({ entity: 'delivery', id }))];
  });
  deps.publish(changes);
}

async function readJob(queries: Queries, { jobId, attempt }: Sent): Promise<JobRecord | null> {
  const row = await queries.job.findUnique({ where: { id: jobId, attempt } });
  return row === null ? null : toJobRecord(row);
}

function say(
  job: JobRecord,
  at: Date,
  level: 'info' | 'error',
  text: string,
): readonly [JobRecord, NewJobEvent] {
  const number = job.eventCount + 1;
  const body = JSON.stringify({ level, text, state: job.state });
  const event: NewJobEvent = {
    jobId: job.id,
    number,
    at,
    attempt: job.attempt,
    type: 'state',
    step: null,
    body,
  };
  return [{ ...job, eventCount: number }, event];
}

const changeOf = ({ jobId, number }: NewJobEvent): Change => ({
  entity: 'job',
  id: jobId,
  from: number,
  to: number,
});

/** A job's change also changes what its VM shows as under way. */
async function changeVm(
  transaction: Transaction,
  vmId: string | null,
  event: VmStateEvent | null,
  at: Date,
): Promise<readonly Change[]> {
  if (vmId === null) return [];
  const vm = await transaction.vm.findUnique({ where: { id: vmId }, select: vmRecordFields });
  if (vm === null) return [];
  await storeVm(transaction, event === null ? vm : moveVm(vm, event, at));
  return [{ entity: 'vm', id: vmId }];
}
