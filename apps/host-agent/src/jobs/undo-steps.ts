import { type AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { BoundStep, RunJobDeps } from './run-job.ts';
import { stopInTime } from './stop-in-time.ts';

/**
 * Undoes every step that had begun, last in first out, and says what could not be taken back. A step that
 * cannot be undone does not keep the others from it. `suspended`: the agent is stopping; what was undone so
 * far is in the journal.
 */
export async function undoSteps(deps: RunJobDeps): Promise<readonly string[] | 'suspended'> {
  const leftBehind = [...deps.journal.history.steps.values()].flatMap((step) => step.leftBehind);
  for (const step of [...deps.steps].reverse()) {
    if (deps.control.isSuspended) return 'suspended';
    const mark = deps.journal.history.steps.get(step.name)?.mark;
    if (mark === undefined || mark === 'undone' || mark === 'undo-failed' || step.undo === null) continue;
    leftBehind.push(...(await undoStep(deps, step.name, step.undo)));
  }
  return leftBehind;
}

async function undoStep(deps: RunJobDeps, step: string, undo: Undo): Promise<readonly string[]> {
  const { journal, report, checkpoint, onJournalError } = deps;
  report.log(step, 'info', 'Undoing.');
  checkpoint(`undo-${step}:before`);
  const signal = AbortSignal.timeout(deps.undoDeadlineMs);
  const error = await stopInTime(undo(signal), signal).then(() => null, toAppError);
  checkpoint(`undo-${step}:after`);
  const leftBehind = error === null ? [] : namesIn(step, error);
  const mark = error === null ? 'undone' : 'undo-failed';
  await journal.append({ type: 'step', step, mark, leftBehind }).catch(onJournalError);
  report.step(step, mark, error ?? undefined);
  return leftBehind;
}

type Undo = NonNullable<BoundStep['undo']>;

/** What an undo says that it left, or else its own words. */
function namesIn(step: string, error: AppError): string[] {
  const named = error.details.leftBehind;
  if (Array.isArray(named) && named.length > 0) return named.map(String);
  return [`${step}: ${error.message}`];
}
