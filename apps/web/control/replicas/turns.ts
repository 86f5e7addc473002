/** At most so many at a time for each key; who comes later waits, and may give up. */
export class Turns {
  readonly #limit: number;
  readonly #taken = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether the next one would have to wait. */
  isFull(key: string): boolean {
    return (this.#taken.get(key) ?? 0) >= this.#limit;
  }

  /** @throws the signal's reason */
  async run<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#enter(key, signal);
    try {
      return await work();
    } finally {
      this.#leave(key);
    }
  }

  async #enter(key: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.isFull(key)) {
      this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1);
      return;
    }
    const queue = this.#waiting.get(key) ?? [];
    this.#waiting.set(key, queue);
    await new Promise<void>((resolve, reject) => {
      const come = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        queue.splice(queue.indexOf(come), 1);
        reject(signal.reason);
      };
      queue.push(come);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** The place goes to the next in line. */
  #leave(key: string): void {
    const queue = this.#waiting.get(key) ?? [];
    const next = queue.shift();
    if (queue.length === 0) this.#waiting.delete(key);
    const left = (this.#taken.get(key) ?? 1) - 1;
    if (next !== undefined) next();
    else if (left > 0) this.#taken.set(key, left);
    else this.#taken.delete(key);
  }
}
