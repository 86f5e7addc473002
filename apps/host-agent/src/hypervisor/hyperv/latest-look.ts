/**
 * Shares one expensive look among all who want one. Whoever asks while a look is on its way gets that one, unless
 * something has changed since it began; then one more look waits behind it, however many ask.
 */
export class LatestLook<T> {
  readonly #take: () => Promise<T>;
  #running: { readonly result: Promise<T>; isStale: boolean } | null = null;
  #next: Promise<T> | null = null;

  constructor(take: () => Promise<T>) {
    this.#take = take;
  }

  look(): Promise<T> {
    if (this.#running === null) return this.#begin();
    if (!this.#running.isStale) return this.#running.result;
    const begin = (): Promise<T> => {
      this.#next = null;
      return this.#begin();
    };
    this.#next ??= this.#running.result.then(begin, begin);
    return this.#next;
  }

  /** What is asked from now on must not come from a look that has begun already. */
  changed(): void {
    if (this.#running !== null) this.#running.isStale = true;
  }

  #begin(): Promise<T> {
    const result = this.#take().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    const running = { result, isStale: false };
    this.#running = running;
    return result;
  }
}
