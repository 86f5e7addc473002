/**
 * Shares one expensive look among all who want one. Whoever asks while a look is on its way gets that one, unless
 * something has changed since it began; then another one begins beside it. With two on their way that are both too old, a
 * third waits for the first of them to end, however many ask.
 */
export class LatestLook<T> {
  readonly #take: () => Promise<T>;
  /** Oldest first. */
  #running: readonly Running<T>[] = [];
  #next: Promise<T> | null = null;

  constructor(take: () => Promise<T>) {
    this.#take = take;
  }

  look(): Promise<T> {
    const newest = this.#running.at(-1);
    if (newest?.isStale === false) return newest.result;
    if (this.#running.length < atOnce) return this.#begin();
    const begin = (): Promise<T> => {
      this.#next = null;
      return this.look();
    };
    this.#next ??= Promise.race(this.#running.map(({ result }) => result)).then(begin, begin);
    return this.#next;
  }

  /** What is asked from now on must not come from a look that has begun already. */
  changed(): void {
    for (const running of this.#running) running.isStale = true;
  }

  #begin(): Promise<T> {
    const result = this.#take().finally(() => {
      this.#running = this.#running.filter((other) => other !== running);
    });
    const running: Running<T> = { result, isStale: false };
    this.#running = [...this.#running, running];
    return result;
  }
}

type Running<T> = { readonly result: Promise<T>; isStale: boolean };

const atOnce = 2;
