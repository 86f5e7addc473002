/**
 * Shares one expensive look among all who want one: whoever asks gets a look that began after it asked, and however
 * many ask meanwhile, only one more look waits behind the running one.
 */
export class LatestLook<T> {
  readonly #take: () => Promise<T>;
  #running: Promise<T> | null = null;
  #next: Promise<T> | null = null;

  constructor(take: () => Promise<T>) {
    this.#take = take;
  }

  look(): Promise<T> {
    if (this.#running === null) return this.#begin();
    const begin = (): Promise<T> => {
      this.#next = null;
      return this.#begin();
    };
    this.#next ??= this.#running.then(begin, begin);
    return this.#next;
  }

  #begin(): Promise<T> {
    const running = this.#take().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }
}
