import { expect, test } from 'vitest';
import { decidePace, paceLimitBytes, stallAfterMs } from './reading-pace.ts';

const far = paceLimitBytes + 1;

test('no viewers never stop the program', () => {
  expect(decidePace([], 0).isPaused).toBe(false);
});

test('a live viewer that is far behind pauses reading until it would count as stalled', () => {
  expect(decidePace([{ behindBytes: far, owingSinceMs: 100 }], 200)).toEqual({
    isPaused: true,
    againAtMs: 100 + stallAfterMs,
  });
});

test('the fastest live viewer sets the pace', () => {
  const viewers = [
    { behindBytes: far, owingSinceMs: 100 },
    { behindBytes: 10, owingSinceMs: 150 },
  ];
  expect(decidePace(viewers, 200).isPaused).toBe(false);
});

test('a stalled viewer slows no one, and one that owes nothing is live', () => {
  const stalled = { behindBytes: far, owingSinceMs: 0 };
  expect(decidePace([stalled], stallAfterMs).isPaused).toBe(false);
  expect(decidePace([stalled, { behindBytes: far, owingSinceMs: null }], stallAfterMs).isPaused).toBe(true);
});
