import type { Change } from '../../services/change.ts';

export type CoalescerOptions = {
  /**
   * Least time between the beginnings of two flushes. A change after a quiet time is flushed at once, with what is
   * added in the same run.
   */
  readonly delayMs: number;
  /** Gets each row once, with the widest range of its events. One call ends before the next begins. */
  readonly flush: (changes: readonly Change[]) => Promise<void>;
};

/**
 * Gathers changes, so that a row which changes hundreds of times a second is read and sent a few dozen times, and a
 * row that changes once is sent without delay.
 */
export class Coalescer {
  #pending = new Map<string, Change>();
  #timer: NodeJS.Timeout | null = null;
  #isBusy = false;
  #isStopped = false;
  #flushedAtMs = Number.NEGATIVE_INFINITY;
  readonly #options: CoalescerOptions;

  constructor(options: CoalescerOptions) {
    this.#options = options;
  }

  add(change: Change): void {
    const key = `${change.entity}:${change.id}`;
    this.#pending.set(key, merge(this.#pending.get(key), change));
    this.#schedule();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer ?? undefined);
  }

  #schedule(): void {
    if (this.#timer !== null || this.#isBusy || this.#isStopped) return;
    const waitMs = this.#flushedAtMs + this.#options.delayMs - performance.now();
    if (waitMs > 0) this.#timer = setTimeout(() => void this.#run(), waitMs);
    else {
      // No timer: behind a transaction one of no time comes ten milliseconds late.
      this.#isBusy = true;
      queueMicrotask(() => void this.#run());
    }
  }

  async #run(): Promise<void> {
    this.#timer = null;
    this.#isBusy = true;
    this.#flushedAtMs = performance.now();
    const changes = [...this.#pending.values()];
    this.#pending = new Map();
    try {
      await this.#options.flush(changes);
    } finally {
      this.#isBusy = false;
      if (this.#pending.size > 0) this.#schedule();
    }
  }
}

function merge(known: Change | undefined, change: Change): Change {
  const from = least(known?.from, change.from);
  const to = most(known?.to, change.to);
  return {
    entity: change.entity,
    id: change.id,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

const least = (a?: number, b?: number): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);
const most = (a?: number, b?: number): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b);
