/** What undoing the steps of a job does, in words. Pure; each step carries the words of the catalog. */
import type { StepState } from './step-state.ts';

type Step = { readonly state: StepState; readonly undo?: string | undefined };

/** The words of each step that is in one of these states and makes something, last in first out. */
export const undoingOf = (steps: readonly Step[], states: readonly StepState[]): string[] =>
  steps.flatMap(({ state, undo }) => (states.includes(state) && undo !== undefined ? [undo] : [])).reverse();

/** What a cancel of an unfinished job would undo now: the work of each step that has begun. */
export const undoPlanOf = (steps: readonly Step[]): string[] => undoingOf(steps, ['running', 'succeeded']);
