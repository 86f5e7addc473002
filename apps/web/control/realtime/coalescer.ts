import type { Change } from './change.ts';

export type CoalescerOptions = {
  /**
   * Least time between the beginnings of two flushes. A change after a quiet time is flushed at once, with what comes
   * in the same turn.
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
  #pauseTimer: NodeJS.Timeout | null = null;
  #isFlushing = false;
  #isPausing = false;
  #isStopped = false;
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
    clearTimeout(this.#pauseTimer ?? undefined);
  }

  #schedule(): void {
    if (this.#timer !== null || this.#isFlushing || this.#isPausing || this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#run(), 0);
  }

  async #run(): Promise<void> {
    this.#timer = null;
    const changes = [...this.#pending.values()];
    this.#pending = new Map();
    this.#isFlushing = true;
    this.#pause();
    try {
      await this.#options.flush(changes);
    } finally {
      this.#isFlushing = false;
      if (this.#pending.size > 0) this.#schedule();
    }
  }

  #pause(): void {
    if (this.#isStopped) return;
    this.#isPausing = true;
    this.#pauseTimer = setTimeout(() => {
      this.#isPausing = false;
      if (this.#pending.size > 0) this.#schedule();
    }, this.#options.delayMs);
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
