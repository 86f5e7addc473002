import { expect, it } from 'vitest';
import { undoingOf, undoPlanOf } from './undo-plan.ts';

const steps = [
  { state: 'succeeded' },
  { state: 'succeeded', undo: 'Destroy the seed ISO' },
  { state: 'running', undo: 'Delete the disk' },
  { state: 'pending', undo: 'Delete the VM' },
] as const;

it('names what has begun and makes something, last in first out', () => {
  expect(undoPlanOf(steps)).toEqual(['Delete the disk', 'Destroy the seed ISO']);
});

it('names nothing of a job that has not begun', () => {
  expect(undoPlanOf([{ state: 'pending', undo: 'Delete the VM' }])).toEqual([]);
});

it('tells what was undone from what could not be', () => {
  const ended = [
    { state: 'undo-failed', undo: 'Delete the disk' },
    { state: 'undone', undo: 'Cut the power' },
    { state: 'skipped', undo: 'Delete the VM' },
  ] as const;
  expect(undoingOf(ended, ['undone'])).toEqual(['Cut the power']);
  expect(undoingOf(ended, ['undo-failed'])).toEqual(['Delete the disk']);
});
