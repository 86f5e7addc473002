import { z } from 'zod';

/** One step of a job as the page shows it. `undone` and `undo-failed` follow a failure or a cancel. */
export const StepState = z.enum([
  'pending',
  'running',
  'succeeded',
  'failed',
  'skipped',
  'undone',
  'undo-failed',
]);
export type StepState = z.infer<typeof StepState>;
