/** What the journal of one job holds, and what it amounts to. Pure. */
import { WireError } from '@busbar/shared/errors/wire-error';
import { JobDocument, LocalJob } from '@busbar/shared/protocol/link';
import { z } from 'zod';

export const JobOutcome = z.enum(['succeeded', 'failed', 'cancelled']);
export type JobOutcome = z.infer<typeof JobOutcome>;

/** Why a job is being undone. The first one written is the one that counts. */
export const JobEnding = z.object({ outcome: z.enum(['failed', 'cancelled']), error: WireError });
export type JobEnding = z.infer<typeof JobEnding>;

export const JobEnd = z.object({
  outcome: JobOutcome,
  error: WireError.optional(),
  /** What undoing could not remove. */
  leftBehind: z.array(z.string()),
  /** Nothing was undone: a later job may go on from here. */
  kept: z.boolean().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
});
export type JobEnd = z.infer<typeof JobEnd>;

/**
 * `began` stands before any effect of the step, `done` after all of them; a crash in between means that the
 * step is run again, which is why every step is idempotent.
 */
export const StepMark = z.enum(['began', 'done', 'failed', 'undone', 'undo-failed']);
export type StepMark = z.infer<typeof StepMark>;

export const JournalRecord = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('accepted'),
    at: z.number(),
    order: z.number().int(),
    document: JobDocument,
    /** Of a job that was asked for on this host itself. */
    local: LocalJob.optional(),
  }),
  z.object({ type: z.literal('started'), at: z.number() }),
  z.object({
    type: z.literal('step'),
    step: z.string(),
    mark: StepMark,
    /** Small facts for later steps. Never secrets. */
    output: z.record(z.string(), z.unknown()).optional(),
    leftBehind: z.array(z.string()).optional(),
  }),
  /** These steps are done and stay so: by the job that this one continues, or by this one, which was kept. */
  z.object({
    type: z.literal('continued'),
    steps: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
  z.object({ type: z.literal('ending'), ending: JobEnding }),
  z.object({ type: z.literal('ended'), at: z.number(), end: JobEnd }),
  /** The end is in the outbox: it need not be said again after a restart. */
  z.object({ type: z.literal('reported') }),
]);
export type JournalRecord = z.infer<typeof JournalRecord>;

export type StepHistory = {
  readonly mark: StepMark;
  readonly output: Readonly<Record<string, unknown>>;
  readonly leftBehind: readonly string[];
};

export type JobHistory = {
  readonly document: JobDocument;
  /** What the control plane is to hear of a job that it did not send; null for one that it did. */
  readonly local: LocalJob | null;
  readonly acceptedAt: number;
  /** Jobs are run in this order. */
  readonly order: number;
  readonly startedAt: number | null;
  readonly steps: ReadonlyMap<string, StepHistory>;
  /** The work of the job that this one continues was found as it was left, and taken over. */
  readonly hasContinued: boolean;
  readonly ending: JobEnding | null;
  readonly end: JobEnd | null;
  readonly endedAt: number | null;
  readonly isReported: boolean;
};

/** The history after one more record; `null` before the first, which must be `accepted`. */
export function applyRecord(history: JobHistory | null, record: JournalRecord): JobHistory | null {
  if (record.type === 'accepted') return newHistory(record);
  if (history === null) return null;
  switch (record.type) {
    case 'started':
      return { ...history, startedAt: history.startedAt ?? record.at };
    case 'step': {
      const known = history.steps.get(record.step);
      const step: StepHistory = {
        mark: record.mark,
        output: record.output ?? known?.output ?? {},
        leftBehind: record.leftBehind ?? known?.leftBehind ?? [],
      };
      return { ...history, steps: new Map(history.steps).set(record.step, step) };
    }
    case 'continued': {
      const done = Object.entries(record.steps).map(
        ([name, output]) => [name, { mark: 'done', output, leftBehind: [] }] as const,
      );
      return { ...history, hasContinued: true, steps: new Map([...history.steps, ...done]) };
    }
    case 'ending':
      return { ...history, ending: history.ending ?? record.ending };
    case 'ended':
      return { ...history, end: history.end ?? record.end, endedAt: history.endedAt ?? record.at };
    case 'reported':
      return { ...history, isReported: true };
  }
}

export const newHistory = (accepted: Extract<JournalRecord, { type: 'accepted' }>): JobHistory => ({
  document: accepted.document,
  local: accepted.local ?? null,
  acceptedAt: accepted.at,
  order: accepted.order,
  startedAt: null,
  steps: new Map(),
  hasContinued: false,
  ending: null,
  end: null,
  endedAt: null,
  isReported: false,
});

/** The facts of each step that is done, by its name. */
export const doneSteps = ({ steps }: JobHistory): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    [...steps].flatMap(([name, { mark, output }]) => (mark === 'done' ? [[name, { ...output }]] : [])),
  );

/** What is kept of a job that has ended: enough to answer a repeated document, nothing that was secret. */
export const forgetPayload = (document: JobDocument): JobDocument => ({
  ...document,
  document: null,
  secrets: null,
});
