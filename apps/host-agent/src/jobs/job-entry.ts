import { AppError } from '@busbar/shared/errors/app-error';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { JobControl } from './job-control.ts';
import type { JobJournal } from './job-journal.ts';
import type { JobEnd } from './journal-record.ts';

/** A job that has not ended, as the runner holds it. */
export type JobEntry = {
  readonly journal: JobJournal;
  readonly control: JobControl;
  /** Resolved with the job's end; rejected with `unavailable` when the agent stops before it. */
  readonly ended: PromiseWithResolvers<JobEnd>;
  running: Promise<void> | null;
};

export type JobName = Pick<JobDocument, 'jobId' | 'attempt'>;

export function newEntry(journal: JobJournal): JobEntry {
  const control = new JobControl();
  if (journal.history.ending !== null) control.restore(journal.history.ending);
  const ended = Promise.withResolvers<JobEnd>();
  // Nobody has to wait for it.
  ended.promise.catch(() => undefined);
  return { journal, control, ended, running: null };
}

/** Tells whoever waits how it ended, or that it goes on when the agent is back. */
export function settleEnding({ journal, ended }: JobEntry): void {
  const { end } = journal.history;
  if (end !== null) ended.resolve(end);
  else
    ended.reject(new AppError('unavailable', 'The host agent is stopping; the job goes on when it is back.'));
}

export const nameOf = ({ jobId, attempt }: JobDocument): JobName => ({ jobId, attempt });
export const vmOf = ({ journal }: JobEntry): string | null => journal.history.document.vmId;
