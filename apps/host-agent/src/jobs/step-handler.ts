/** What a step of a job is to the runner: something that runs, and perhaps undoes what it made. */
import type { JobCatalog, JobKind, StepName } from '@busbar/shared/jobs/catalog';
import type { z } from 'zod';
import type { LogLevel } from './job-reporter.ts';

/** Small facts for later steps, kept in the journal. Never secrets. */
export type StepOutput = Readonly<Record<string, unknown>>;

export type StepContext<Kind extends JobKind, Services> = {
  readonly jobId: string;
  readonly attempt: number;
  readonly document: z.output<JobCatalog[Kind]['document']>;
  /** Opens the sealed secrets anew each time; do not keep them. */
  readonly openSecrets: () => Promise<z.output<JobCatalog[Kind]['secrets']>>;
  /** Everything outside the job: hypervisors, guests, folders. */
  readonly services: Services;
  /** Aborted when the job is cancelled, runs too long, or the agent stops. Stop soon; undoing waits for it. */
  readonly signal: AbortSignal;
  readonly log: (level: LogLevel, text: string) => void;
  readonly progress: (doneBytes: number, totalBytes: number | null) => void;
  /** Writes a small fact down now, for this very step when a crash makes it run again. Never secrets. */
  readonly remember: (facts: StepOutput) => Promise<void>;
  readonly remembered: StepOutput;
  /** What an earlier step of this job returned, or of the one that it continues. */
  readonly outputOf: (step: StepName<Kind>) => StepOutput;
};

export type StepHandler<Kind extends JobKind, Services> = {
  /** Idempotent: after a crash it runs again, whatever it had done. Fails by throwing. */
  readonly run: (context: StepContext<Kind, Services>) => Promise<StepOutput | undefined>;
  /**
   * Whether what `run` did is still so, asked before a later job goes on from it. False: it is run again, and
   * so is every step after it. What cannot be made again it throws. Absent: nothing of it can have changed.
   */
  readonly stillHolds?: (context: StepContext<Kind, Services>) => Promise<boolean>;
  /**
   * Takes back whatever `run` may have done, wholly or in part. Idempotent. Its signal is another one, with
   * a deadline of its own. What it cannot take back it throws, naming it (`details.leftBehind`: string[]).
   */
  readonly undo?: (context: StepContext<Kind, Services>) => Promise<void>;
};

/** One handler for each step of a kind; a missing one does not compile. */
export type KindHandlers<Kind extends JobKind, Services> = {
  readonly [Step in StepName<Kind>]: StepHandler<Kind, Services>;
};

export type JobHandlers<Services> = { readonly [Kind in JobKind]: KindHandlers<Kind, Services> };
