import type { JobState } from '@busbar/shared/domain/job-state';
import { isJobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import { stepWords } from '@busbar/shared/jobs/job-kind';
import { StepView } from '@busbar/shared/realtime/views';
import { z } from 'zod';

/** What of a job changes by a host's reports; decoded from its row. */
export type JobRecord = {
  readonly id: string;
  readonly kind: string;
  readonly hostId: string;
  readonly vmId: string | null;
  readonly vmName: string;
  /** JSON of what the host was sent. */
  readonly document: string;
  readonly attempt: number;
  readonly state: JobState;
  readonly steps: readonly StepView[];
  readonly eventCount: number;
  /** WireError as JSON. */
  readonly error: string | null;
  readonly leftBehind: readonly string[];
  readonly kept: boolean;
  readonly result: string;
  readonly acceptedAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
};

/** One line of a job's log to be stored; `number` counts within the job. */
export type NewJobEvent = {
  readonly jobId: string;
  readonly number: number;
  readonly at: Date;
  readonly attempt: number;
  readonly type: 'state' | 'step' | 'log';
  readonly step: string | null;
  /** JSON of at least `{ level, text }`. */
  readonly body: string;
};

const Steps = z.array(StepView);

/** The stored steps; a row without any gets those of its kind. */
export function decodeSteps(kind: string, json: string): readonly StepView[] {
  const steps = Steps.parse(JSON.parse(json));
  return steps.length > 0 || !isJobKind(kind) ? steps : freshSteps(kind);
}

/** Every step of a kind, pending: a new attempt begins so. */
export function freshSteps(kind: string): readonly StepView[] {
  if (!isJobKind(kind)) return [];
  return jobCatalog[kind].steps.map((step) => ({
    ...stepWords(step),
    state: 'pending',
    startedAt: null,
    endedAt: null,
    error: null,
    progress: null,
  }));
}
