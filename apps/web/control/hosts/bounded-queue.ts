/**
 * Values from one producer to one consumer that takes all there are at once. The producer waits while
 * `limit` of them are waiting, so that a fast peer is slowed down instead of buffered.
 */
export class BoundedQueue<T> {
  #values: T[] = [];
  #hasEnded = false;
  #wakeConsumer: (() => void) | null = null;
  #wakeProducer: (() => void) | null = null;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async push(value: T): Promise<void> {
    while (this.#values.length >= this.#limit && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#wakeProducer = resolve;
      });
    }
    this.#values.push(value);
    this.#wakeConsumer?.();
  }

  /** No more values; what is waiting can still be taken. */
  end(): void {
    this.#hasEnded = true;
    this.#wakeConsumer?.();
    this.#wakeProducer?.();
  }

  /** Everything that waits, at least one; null when it has ended. */
  async takeAll(): Promise<readonly T[] | null> {
    while (this.#values.length === 0) {
      if (this.#hasEnded) return null;
      await new Promise<void>((resolve) => {
        this.#wakeConsumer = resolve;
      });
    }
    const taken = this.#values;
    this.#values = [];
    this.#wakeProducer?.();
    return taken;
  }
}
