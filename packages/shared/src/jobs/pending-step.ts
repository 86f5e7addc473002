import type { StepView } from '../realtime/views.ts';
import { type StepDefinition, stepWords } from './job-kind.ts';

/** A step as a job begins with it. */
export const pendingStep = (step: StepDefinition): StepView => ({
  ...stepWords(step),
  state: 'pending',
  startedAt: null,
  endedAt: null,
  error: null,
  progress: null,
});
