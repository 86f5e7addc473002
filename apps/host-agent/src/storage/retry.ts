import { setTimeout as delay } from 'node:timers/promises';

export type RetryOptions = {
  /** First pause; doubled up to `longestMs`. */
  readonly pauseMs: number;
  readonly longestMs: number;
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown) => void;
};

/** Tries until it works. The end of the wait is the signal: `null` then. Every failure is told. */
export async function retryUntilDone<T>(work: () => Promise<T>, options: RetryOptions): Promise<T | null> {
  for (let pauseMs = options.pauseMs; !options.signal.aborted; ) {
    try {
      return await work();
    } catch (error) {
      options.onFailure(error);
    }
    await delay(pauseMs, undefined, { signal: options.signal }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, options.longestMs);
  }
  return null;
}
