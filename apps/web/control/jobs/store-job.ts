import type { Transaction } from '@busbar/db/database';
import type { Job } from '@busbar/db/rows';
import { isFinalJobState, type JobState } from '@busbar/shared/domain/job-state';
import { renewVmView } from '../../services/vm/renew-vm-view.ts';
import { decodeSteps, type JobRecord, type NewJobEvent } from './job-record.ts';
import type { VmRecord } from './vm-record.ts';

export const toJobRecord = (row: Job): JobRecord => ({
  id: row.id,
  kind: row.kind,
  hostId: row.hostId,
  vmId: row.vmId,
  vmName: row.vmName,
  document: row.document,
  attempt: row.attempt,
  state: row.state as JobState,
  steps: decodeSteps(row.kind, row.steps),
  eventCount: row.eventCount,
  error: row.error,
  leftBehind: JSON.parse(row.leftBehind) as string[],
  kept: row.kept,
  result: row.result,
  acceptedAt: row.acceptedAt,
  startedAt: row.startedAt,
  endedAt: row.endedAt,
});

/** Writes a changed job and its new events. Secrets go with the end. Runs in the transaction that read it. */
export async function storeJob(
  transaction: Transaction,
  job: JobRecord,
  events: readonly NewJobEvent[],
): Promise<void> {
  await transaction.job.update({
    where: { id: job.id },
    data: {
      state: job.state,
      attempt: job.attempt,
      steps: JSON.stringify(job.steps),
      eventCount: job.eventCount,
      error: job.error,
      leftBehind: JSON.stringify(job.leftBehind),
      kept: job.kept,
      result: job.result,
      acceptedAt: job.acceptedAt,
      startedAt: job.startedAt,
      endedAt: job.endedAt,
      version: { increment: 1 },
      ...(isFinalJobState(job.state) ? { secrets: null } : {}),
    },
    select: { id: true },
  });
  if (job.vmId !== null && isFinalJobState(job.state)) await renewVmView(transaction, job.vmId);
  if (events.length > 0) await transaction.jobEvent.createMany({ data: [...events] });
}

export async function storeVm(transaction: Transaction, vm: VmRecord): Promise<void> {
  const { id, name: _name, ...changed } = vm;
  await transaction.vm.update({
    where: { id },
    data: { ...changed, version: { increment: 1 } },
    select: { id: true },
  });
}
