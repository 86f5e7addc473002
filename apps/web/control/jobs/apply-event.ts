/**
 * What one report of a host does to a job: data in, data out. Reports of a stale attempt, of another host's
 * job and about a job that has ended change nothing; neither does the order in which the acceptance and the
 * first report arrive, because a report of the current attempt proves that the host has accepted it.
 */
import { isFinalJobState, type JobState, nextJobState } from '@busbar/shared/domain/job-state';
import type { HostEvent } from '@busbar/shared/protocol/link';
import type { StepView } from '@busbar/shared/realtime/views';
import type { JobRecord, NewJobEvent } from './job-record.ts';

export type JobHostEvent = Extract<HostEvent, { jobId: string }>;

export type AppliedEvent =
  | {
      readonly applied: true;
      readonly job: JobRecord;
      readonly events: readonly NewJobEvent[];
      readonly hasEnded: boolean;
    }
  | { readonly applied: false; readonly reason: 'other-host' | 'stale-attempt' | 'already-ended' };

/** One job may have this many events; a host that logs without end must not fill the disk. */
export const jobEventLimit = 100_000;

export function applyEvent(job: JobRecord, hostId: string, event: JobHostEvent, nowMs: number): AppliedEvent {
  if (job.hostId !== hostId) return { applied: false, reason: 'other-host' };
  if (job.attempt !== event.attempt) return { applied: false, reason: 'stale-attempt' };
  if (isFinalJobState(job.state)) return { applied: false, reason: 'already-ended' };
  const at = hostTime(event.at, nowMs);
  const draft = new Draft(accept(job, at), at);
  switch (event.type) {
    case 'job-begun':
      sayWhoAsked(draft, event);
      break;
    case 'step-changed':
      changeStep(draft, event);
      break;
    case 'progress':
      reportProgress(draft, event);
      break;
    case 'log':
      draft.log('log', event.step, event.level, event.line);
      break;
    case 'job-ended':
      endJob(draft, event);
      break;
  }
  return { applied: true, job: draft.job, events: draft.events, hasEnded: event.type === 'job-ended' };
}

/** A host's clock may be wrong by years; its times are kept only where a date can express them. */
export function hostTime(at: number, nowMs: number): Date {
  const day = 24 * 3600 * 1000;
  return new Date(at >= 0 && at <= nowMs + day ? at : nowMs);
}

function accept(job: JobRecord, at: Date): JobRecord {
  const state = nextJobState(job.state, 'accepted');
  const started = { startedAt: job.startedAt ?? at, acceptedAt: job.acceptedAt ?? at };
  return state === null ? { ...job, ...started } : { ...job, ...started, state };
}

/** The job as it becomes, and the log lines on the way. */
class Draft {
  job: JobRecord;
  readonly events: NewJobEvent[] = [];
  readonly at: Date;

  constructor(job: JobRecord, at: Date) {
    this.job = job;
    this.at = at;
  }

  log(
    type: NewJobEvent['type'],
    step: string | null,
    level: 'info' | 'warn' | 'error',
    text: string,
    extra: Readonly<Record<string, unknown>> = {},
  ): void {
    if (this.job.eventCount >= jobEventLimit && type === 'log') return;
    const number = this.job.eventCount + 1;
    const body = JSON.stringify({ level, text, ...extra });
    this.events.push({
      jobId: this.job.id,
      number,
      at: this.at,
      attempt: this.job.attempt,
      type,
      step,
      body,
    });
    this.job = { ...this.job, eventCount: number };
  }

  step(name: string, change: (step: StepView) => StepView): StepView | undefined {
    const steps = this.job.steps.map((step) => (step.name === name ? change(step) : step));
    this.job = { ...this.job, steps };
    return steps.find((step) => step.name === name);
  }
}

/** Its row was written by `adopt-local-jobs.ts`; a repetition after the host's restart says nothing new. */
function sayWhoAsked(draft: Draft, { job }: Extract<JobHostEvent, { type: 'job-begun' }>): void {
  if (draft.job.eventCount > 0) return;
  draft.log('log', null, 'info', `Asked for on the host itself, by ${job.requestedBy}.`);
}

function changeStep(draft: Draft, event: Extract<JobHostEvent, { type: 'step-changed' }>): void {
  // A host that crashed between doing and saying says it again; only what is new is a change.
  if (draft.job.steps.some(({ name, state }) => name === event.step && state === event.state)) return;
  const atMs = draft.at.getTime();
  const isStart = event.state === 'running';
  const step = draft.step(event.step, (known) => ({
    ...known,
    state: event.state,
    startedAt: isStart ? atMs : known.startedAt,
    endedAt: isStart || event.state === 'pending' ? null : (known.endedAt ?? atMs),
    error: event.error ?? known.error,
    progress: isStart ? null : known.progress,
  }));
  // A step that the catalog does not know belongs to a newer agent; its log line is kept all the same.
  const title = step?.title ?? event.step;
  const level = event.state === 'failed' || event.state === 'undo-failed' ? 'error' : 'info';
  const reason = event.error === undefined ? '' : `: ${event.error.userMessage ?? event.error.message}`;
  draft.log('step', event.step, level, `${title}: ${stepWords[event.state]}${reason}`, {
    state: event.state,
  });
}

const stepWords: Readonly<Record<StepView['state'], string>> = {
  pending: 'waiting',
  running: 'started',
  succeeded: 'done',
  failed: 'failed',
  skipped: 'skipped',
  undone: 'undone',
  'undo-failed': 'could not be undone',
};

function reportProgress(draft: Draft, event: Extract<JobHostEvent, { type: 'progress' }>): void {
  const { doneBytes, totalBytes, etaSeconds } = event;
  draft.step(event.step, (step) => {
    const seconds = step.startedAt === null ? 0 : (draft.at.getTime() - step.startedAt) / 1000;
    const bytesPerSecond = seconds > 0 ? doneBytes / seconds : null;
    return { ...step, progress: { doneBytes, totalBytes, etaSeconds, bytesPerSecond } };
  });
}

const endWords: Readonly<Record<'succeeded' | 'failed' | 'cancelled', string>> = {
  succeeded: 'The job succeeded.',
  failed: 'The job failed',
  cancelled: 'The job was cancelled and its work undone.',
};

function endJob(draft: Draft, event: Extract<JobHostEvent, { type: 'job-ended' }>): void {
  const state: JobState = nextJobState(draft.job.state, event.outcome) ?? draft.job.state;
  draft.job = {
    ...draft.job,
    state,
    endedAt: draft.at,
    error: event.error === undefined ? null : JSON.stringify(event.error),
    leftBehind: event.leftBehind,
    kept: event.kept ?? false,
    result: JSON.stringify(event.result ?? null),
  };
  const reason = event.error === undefined ? '' : `: ${event.error.userMessage ?? event.error.message}`;
  const level = event.outcome === 'failed' ? 'error' : event.leftBehind.length > 0 ? 'warn' : 'info';
  draft.log('state', null, level, `${endWords[event.outcome]}${reason}`, {
    state,
    leftBehind: event.leftBehind,
  });
}
