export type WaitForOptions = {
  /** Default: 10 s. */
  readonly deadlineMs?: number;
  /** Time between two looks. Default: 10 ms. */
  readonly intervalMs?: number;
};

/**
 * Looks again and again until `look` returns something truthy, and returns that. What `look` throws counts
 * as "not yet". Fails with `name` and the last thing seen, so that a timed out test says what it waited for.
 */
export async function waitFor<T>(
  name: string,
  look: () => T | Promise<T>,
  options: WaitForOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadlineMs = options.deadlineMs ?? 10_000;
  const endsAt = performance.now() + deadlineMs;
  for (;;) {
    const seen = await attempt(look);
    if (seen.value) return seen.value as NonNullable<Exclude<T, false>>;
    if (performance.now() >= endsAt) {
      const last = seen.error === undefined ? String(seen.value) : String(seen.error);
      throw new Error(`Timed out after ${deadlineMs} ms waiting for ${name} (last: ${last}).`, {
        cause: seen.error,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, options.intervalMs ?? 10));
  }
}

async function attempt<T>(look: () => T | Promise<T>): Promise<{ value?: T; error?: unknown }> {
  try {
    return { value: await look() };
  } catch (error) {
    return { error };
  }
}
