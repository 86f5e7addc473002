import { expect, it } from 'vitest';
import { retryDelayMs, retryDelaysMs } from './back-off.ts';

it('waits longer each time and gives up in the end', () => {
  const waits = retryDelaysMs.map((_, index) => retryDelayMs(index + 1, 0));
  expect(waits).toEqual([...retryDelaysMs]);
  expect([...waits].sort((a, b) => Number(a) - Number(b))).toEqual(waits);
  expect(retryDelayMs(retryDelaysMs.length + 1, 0)).toBeNull();
  expect(retryDelayMs(1, 0.999)).toBeLessThanOrEqual(6000);
});
