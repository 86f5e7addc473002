/**
 * Runs one job to its end: the steps in order, each written down before and after; on a failure or a cancel
 * the undoing of what had begun, last in first out. Called again after a crash it goes on where the journal
 * stands. It knows no step and no hypervisor.
 */
import { setImmediate } from 'node:timers/promises';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { fromWireError } from '@busbar/shared/errors/wire-error';
import { retryUntilDone } from '../storage/retry.ts';
import type { JobControl } from './job-control.ts';
import type { JobJournal } from './job-journal.ts';
import type { JobReporter } from './job-reporter.ts';
import type { JobEnd, JobEnding } from './journal-record.ts';
import type { StepOutput } from './step-handler.ts';
import { stopInTime } from './stop-in-time.ts';
import { type FormerSteps, takeOver } from './take-over.ts';
import { undoSteps } from './undo-steps.ts';

/** A step with its context already bound. */
export type BoundStep = {
  readonly name: string;
  readonly run: (signal: AbortSignal) => Promise<StepOutput | undefined>;
  readonly stillHolds: ((signal: AbortSignal) => Promise<boolean>) | null;
  readonly undo: ((signal: AbortSignal) => Promise<void>) | null;
};

export type RunJobDeps = {
  readonly journal: JobJournal;
  readonly control: JobControl;
  readonly steps: readonly BoundStep[];
  readonly report: JobReporter;
  /** What the job goes on from; null for one that begins anew. */
  readonly former: FormerSteps | null;
  /** The step from which on a failure may keep what was made; null for never. */
  readonly keepsFrom: string | null;
  readonly nowMs: () => number;
  /** For undoing one step. */
  readonly undoDeadlineMs: number;
  /** Called at each point where a crash must do no harm. Does nothing but in crash tests. */
  readonly checkpoint: (name: string) => void;
  /** The last step's facts for the job's result. */
  readonly resultOf: (outputs: ReadonlyMap<string, StepOutput>) => Record<string, unknown> | undefined;
  /** Told of a journal that cannot be written; the job goes on to its end all the same. */
  readonly onJournalError: (error: unknown) => void;
};

/** Resolves when the job has ended, or when it was suspended (then its journal has no end). */
export async function runJob(deps: RunJobDeps): Promise<void> {
  const timer = startTimer(deps);
  try {
    if (deps.control.ending === null) await runSteps(deps);
  } catch (thrown) {
    if (!deps.control.isSuspended) deps.control.end('failed', toAppError(thrown));
  } finally {
    clearTimeout(timer);
  }
  if (deps.control.isSuspended && deps.control.ending === null) return;
  if (deps.control.settle()) return finish(deps, { outcome: 'succeeded', leftBehind: [], ...result(deps) });
  await endByUndoing(deps);
}

function startTimer({ control, journal, nowMs }: RunJobDeps): NodeJS.Timeout {
  const { document, startedAt } = journal.history;
  const endsAt = (startedAt ?? nowMs()) + document.timeoutMs;
  const late = new AppError(
    'deadline-exceeded',
    `The job took longer than ${Math.round(document.timeoutMs / 1000)} s.`,
  );
  const longestTimerMs = 2 ** 31 - 1;
  return setTimeout(
    () => control.end('failed', late),
    Math.min(longestTimerMs, Math.max(0, endsAt - nowMs())),
  );
}

async function runSteps(deps: RunJobDeps): Promise<void> {
  const { control, steps, report } = deps;
  await takeOver(deps);
  let begun: BoundStep | null = null;
  for (const [index, step] of steps.entries()) {
    if (markOf(deps, step) === 'done') {
      // A crash may have come between writing it down and saying so.
      report.step(step.name, 'succeeded');
      continue;
    }
    if (begun !== step) {
      if (control.signal.aborted) return;
      await beginStep(deps, step);
    }
    begun = await runStep(deps, step, steps[index + 1] ?? null);
  }
}

const markOf = ({ journal }: RunJobDeps, { name }: BoundStep) => journal.history.steps.get(name)?.mark;

async function beginStep({ journal, report, nowMs }: RunJobDeps, { name }: BoundStep): Promise<void> {
  const isRepeat = journal.history.steps.get(name)?.mark === 'began';
  if (isRepeat)
    report.log(name, 'info', 'The host agent was restarted; this step is done again where needed.');
  // Said while it is being written down: after a crash between the two it is said once more, which changes nothing.
  report.step(name, 'running');
  if (isRepeat) return;
  const isFirst = journal.history.startedAt === null;
  await journal.append(...(isFirst ? [{ type: 'started', at: nowMs() } as const] : []), began(name));
}

/** Returns `next` when that has begun: its beginning is written down together with the end of this one. */
async function runStep(deps: RunJobDeps, step: BoundStep, next: BoundStep | null): Promise<BoundStep | null> {
  const { journal, control, report, checkpoint } = deps;
  checkpoint(`${step.name}:before`);
  // What was just said leaves before the step's own work holds the process up.
  await setImmediate();
  try {
    control.signal.throwIfAborted();
    const output = await stopInTime(step.run(control.signal), control.signal);
    checkpoint(`${step.name}:after`);
    const done = { type: 'step', step: step.name, mark: 'done', ...(output && { output }) } as const;
    const follows = next !== null && !control.signal.aborted && markOf(deps, next) === undefined;
    // Said while it is being written down, too: it is so, even if a crash lets it be done once more.
    report.step(step.name, 'succeeded');
    if (follows) report.step(next.name, 'running');
    await journal.append(done, ...(follows ? [began(next.name)] : []));
    return follows ? next : null;
  } catch (thrown) {
    if (!control.isSuspended) control.end('failed', toAppError(thrown));
    throw thrown;
  }
}

const began = (step: string) => ({ type: 'step', step, mark: 'began' }) as const;

async function endByUndoing(deps: RunJobDeps): Promise<void> {
  const { journal, control, report, onJournalError } = deps;
  const ending = control.ending;
  if (ending === null) throw new AppError('internal', 'A job is undone without a cause.');
  // A full disk must not keep us from undoing: that is what makes room.
  if (journal.history.ending === null) await journal.append({ type: 'ending', ending }).catch(onJournalError);
  await sayWhy(deps, ending);
  if (isKept(deps, ending)) {
    report.log(null, 'warn', 'Nothing was undone: what was made waits to be continued or deleted.');
    return finish(deps, { outcome: ending.outcome, error: ending.error, leftBehind: [], kept: true });
  }
  const leftBehind = await undoSteps(deps);
  if (leftBehind === 'suspended') return;
  report.log(null, leftBehind.length === 0 ? 'info' : 'error', closingLine(leftBehind));
  await finish(deps, { outcome: ending.outcome, error: ending.error, leftBehind: [...leftBehind] });
}

/**
 * What was made is kept when that was wished and enough is done, and when the job ended before it took over
 * the work that it was to continue. Decided from the journal alone, so that a crash decides the same.
 */
function isKept({ journal, steps, keepsFrom }: RunJobDeps, { outcome }: JobEnding): boolean {
  const { document, hasContinued, steps: marks } = journal.history;
  if (document.continues !== undefined && !hasContinued) return true;
  const first = steps.findIndex(({ name }) => name === keepsFrom);
  if (outcome !== 'failed' || document.onFailure !== 'keep' || first === -1) return false;
  return steps.slice(0, first).every(({ name }) => marks.get(name)?.mark === 'done');
}

/** Once: the mark says that it has been said. */
async function sayWhy(
  { journal, report, steps, onJournalError }: RunJobDeps,
  ending: JobEnding,
): Promise<void> {
  const error = fromWireError(ending.error);
  const marks = [...journal.history.steps.values()].map(({ mark }) => mark);
  const isSaid = marks.some((mark) => mark === 'failed' || mark === 'undone' || mark === 'undo-failed');
  if (isSaid) return;
  const failed = steps.find(({ name }) => journal.history.steps.get(name)?.mark === 'began');
  for (const { name } of steps) if (!journal.history.steps.has(name)) report.step(name, 'skipped');
  const isCancel = ending.outcome === 'cancelled';
  const words = isCancel ? 'The job was cancelled.' : `The job failed: ${error.message}`;
  report.log(failed?.name ?? null, isCancel ? 'warn' : 'error', words);
  if (failed === undefined) return;
  report.step(failed.name, 'failed', error);
  await journal.append({ type: 'step', step: failed.name, mark: 'failed' }).catch(onJournalError);
}

const closingLine = (leftBehind: readonly string[]): string =>
  leftBehind.length === 0
    ? 'Everything that the job had made was taken back.'
    : `Left behind:\n${leftBehind.join('\n')}`;

function result({ journal, resultOf }: RunJobDeps): { result?: Record<string, unknown> } {
  const outputs = new Map([...journal.history.steps].map(([name, step]) => [name, step.output]));
  const found = resultOf(outputs);
  return found === undefined ? {} : { result: found };
}

/** Writes the end down, however often it takes: a job without an end would be run again. Given up when the agent stops. */
async function finish(deps: RunJobDeps, end: JobEnd): Promise<void> {
  const { journal, control, nowMs, checkpoint, onJournalError } = deps;
  checkpoint('end:before');
  await retryUntilDone(() => journal.append({ type: 'ended', at: nowMs(), end }), {
    pauseMs: 200,
    longestMs: 5000,
    signal: control.suspended,
    onFailure: onJournalError,
  });
  checkpoint('end:after');
}
