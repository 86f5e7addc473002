type Wait = (signal: AbortSignal) => Promise<unknown>;

/** Resolves with the first of several waits, or rejects with it; the others are let go of. */
export async function firstOf(signal: AbortSignal, ...waits: readonly Wait[]): Promise<void> {
  const over = new AbortController();
  const begun = waits.map((wait) => wait(AbortSignal.any([signal, over.signal])));
  try {
    await Promise.race(begun);
  } finally {
    over.abort();
    await Promise.allSettled(begun);
  }
}
