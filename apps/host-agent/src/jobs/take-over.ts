/**
 * The beginning of a job that continues another, which failed and was kept: looks whether what that one had
 * done is still so, and takes its steps over with one record. A crash before the record looks again.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import type { Journal } from './journal.ts';
import { doneSteps } from './journal-record.ts';
import type { RunJobDeps } from './run-job.ts';
import type { StepOutput } from './step-handler.ts';
import { stopInTime } from './stop-in-time.ts';

/** What each step that was done had returned, by its name. */
export type FormerSteps = Readonly<Record<string, StepOutput>>;

/** The work that a job continues; null when this host does not know it, or has undone it. */
export function formerSteps(journal: Pick<Journal, 'find'>, jobId: string | undefined): FormerSteps | null {
  const history = jobId === undefined ? undefined : journal.find(jobId)?.history;
  if (history?.end?.kept !== true) return null;
  const steps = doneSteps(history);
  // One that failed before it had taken anything over points on to the one that it continued.
  return Object.keys(steps).length > 0 ? steps : formerSteps(journal, history.document.continues);
}

/** @throws `precondition-failed` when there is nothing left to go on from. */
export async function takeOver(deps: RunJobDeps): Promise<void> {
  const { journal, report, checkpoint, former, control } = deps;
  const { document, hasContinued } = journal.history;
  if (document.continues === undefined || hasContinued) return;
  if (former === null) throw unknownWork();
  checkpoint('continue:before');
  const taken: Record<string, StepOutput> = {};
  for (const { name, stillHolds } of deps.steps) {
    control.signal.throwIfAborted();
    const output = former[name];
    if (output === undefined) break;
    if (stillHolds !== null && !(await stopInTime(stillHolds(control.signal), control.signal))) {
      report.log(name, 'warn', 'What this step had done is no longer so; it is done again.');
      break;
    }
    taken[name] = output;
  }
  const count = Object.keys(taken).length;
  report.log(
    null,
    'info',
    `Goes on where the earlier job stopped: ${count} steps were found as it left them.`,
  );
  await journal.append({ type: 'continued', steps: taken });
  checkpoint('continue:after');
}

const unknownWork = (): AppError =>
  new AppError('precondition-failed', 'This host no longer knows the job that is to be continued.', {
    userMessage:
      'The host no longer knows where the earlier job stopped, so nothing was changed. Delete the VM and provision it anew.',
  });
