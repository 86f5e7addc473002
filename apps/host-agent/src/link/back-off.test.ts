import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

test('doubles up to the longest, between half and all of it', () => {
  expect([1, 2, 3, 7, 100].map((failures) => backOffMs('unreachable', failures, 1))).toEqual([
    500, 1000, 2000, 30_000, 30_000,
  ]);
  expect(backOffMs('unreachable', 3, 0)).toBe(1000);
});

test('a refusal waits long from the first', () => {
  expect(backOffMs('refused', 1, 0)).toBe(30_000);
  expect(backOffMs('refused', 20, 1)).toBe(900_000);
});
