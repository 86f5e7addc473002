/** Token buckets by key in memory, for doors that are open before anyone is known. Holds a bounded number of keys. */
export type RateLimiterOptions = {
  /** Calls that a key may make at once. */
  readonly burst: number;
  /** Calls a second that come back. */
  readonly perSecond: number;
  readonly nowMs: () => number;
  /** Keys kept; the oldest is forgotten first. Default: 10,000. */
  readonly maxKeys?: number;
};

export class RateLimiter {
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();
  readonly #options: RateLimiterOptions;

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Takes one call; false when the key has none left. */
  take(key: string): boolean {
    const { burst, perSecond, nowMs, maxKeys = 10_000 } = this.#options;
    const now = nowMs();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, atMs: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.atMs) / 1000) * perSecond);
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: now });
    if (this.#buckets.size > maxKeys) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return tokens >= 1;
  }
}
