import { expect, test } from 'vitest';
import { type Powers, powerChanges } from './power-watch.ts';

test('reports what came, changed and went, and nothing else', () => {
  const before: Powers = new Map([
    ['same', 'running'],
    ['died', 'running'],
    ['deleted', 'stopped'],
  ]);
  const after: Powers = new Map([
    ['same', 'running'],
    ['died', 'stopped'],
    ['made', 'stopped'],
  ]);
  expect(powerChanges(before, after)).toEqual([
    { vmId: 'died', kind: 'changed' },
    { vmId: 'made', kind: 'changed' },
    { vmId: 'deleted', kind: 'gone' },
  ]);
});
