import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';

/** What work may take to stop once it was told to; then its caller goes on beside it. */
export const stopGraceMs = 30_000;

/** Waits for the work; once the signal has aborted, only for the grace. @throws `deadline-exceeded` then. */
export async function stopInTime<T>(
  work: Promise<T>,
  signal: AbortSignal,
  graceMs = stopGraceMs,
): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([work, graceOver(signal, over.signal, graceMs)]);
  } finally {
    over.abort();
  }
}

async function graceOver(signal: AbortSignal, over: AbortSignal, graceMs: number): Promise<never> {
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true, signal: over });
      over.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  await delay(graceMs, undefined, { signal: over });
  throw new AppError('deadline-exceeded', 'The work did not stop when it was told to.', {
    cause: signal.reason,
  });
}
