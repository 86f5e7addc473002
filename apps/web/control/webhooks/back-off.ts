const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits after the first, second… failed attempt: quick while a receiver restarts, then over some 30 hours. */
export const retryDelaysMs: readonly number[] = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  8 * hour,
  12 * hour,
];

/**
 * When to try again after `attemptCount` attempts; null when there were enough. Up to a fifth is added at
 * random, so that deliveries which failed together do not return together. `random` is in [0, 1).
 */
export function retryDelayMs(attemptCount: number, random: number): number | null {
  const delay = retryDelaysMs[attemptCount - 1];
  return delay === undefined ? null : Math.round(delay * (1 + random / 5));
}
