import { expect, it } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

it('lets a burst through, then as many as come back', () => {
  let now = 0;
  const limiter = new RateLimiter({ burst: 2, perSecond: 1, nowMs: () => now });
  expect([limiter.take('a'), limiter.take('a'), limiter.take('a'), limiter.take('b')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  now = 1000;
  expect([limiter.take('a'), limiter.take('a')]).toEqual([true, false]);
});
