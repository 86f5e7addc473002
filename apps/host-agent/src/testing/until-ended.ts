import type { HostEvent } from '@busbar/shared/protocol/link';
import type { Outbox } from '../jobs/outbox.ts';

export type JobEnded = Extract<HostEvent, { type: 'job-ended' }>;

/** What the control plane is told of the job's end. @throws when it is not told within the time */
export async function untilEnded(outbox: Outbox, jobId: string, deadlineMs = 20_000): Promise<JobEnded> {
  const signal = AbortSignal.timeout(deadlineMs);
  for (let seq = 0; !signal.aborted; await outbox.waitForMore(seq, signal)) {
    for (const event of await outbox.read(seq)) {
      if (event.type === 'job-ended' && event.jobId === jobId) return event;
      seq = event.seq;
    }
  }
  throw new Error(`The job ${jobId} did not end.`);
}
