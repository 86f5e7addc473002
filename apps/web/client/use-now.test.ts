import { afterEach, expect, it, vi } from 'vitest';
import { currentTime } from './use-now.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('has the time of the look where nothing has shown it for a while, and one time for all who look together', () => {
  vi.useFakeTimers({ now: Date.now() + 60_000 });
  const first = currentTime();
  expect(first).toBe(Date.now());
  vi.setSystemTime(first + 5);
  expect(currentTime()).toBe(first);
  vi.setSystemTime(first + 30_000);
  expect(currentTime()).toBe(first + 30_000);
});
