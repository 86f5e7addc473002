import { type LoadSeries, loadPointMs, loadRequestLimit } from '@busbar/shared/realtime/load-series';

/** A row that only passes by while somebody scrolls is not asked for. */
const settleMs = 150;

export type LoadSeriesDeps = {
  readonly read: (vmIds: readonly string[]) => Promise<Readonly<Record<string, LoadSeries>>>;
  /** Calls `run` once after `delayMs`; the returned function prevents it. */
  readonly later: (run: () => void, delayMs: number) => () => void;
  /** Nobody looks: nothing is asked meanwhile. */
  readonly isHidden: () => boolean;
};

/**
 * The recent load of those VMs whose rows are on the screen: one question for all that came into view, and one for
 * all of them whenever a new point is due. What has left the screen is forgotten.
 */
export class LoadSeriesStore {
  readonly #deps: LoadSeriesDeps;
  readonly #wanted = new Map<string, Set<() => void>>();
  readonly #known = new Map<string, LoadSeries | null>();
  #cancelSettle: (() => void) | null = null;
  #cancelTick: (() => void) | null = null;

  constructor(deps: LoadSeriesDeps) {
    this.#deps = deps;
  }

  /** Null as long as nothing is known, and for a VM that reports nothing. */
  get(vmId: string): LoadSeries | null {
    return this.#known.get(vmId) ?? null;
  }

  /** Keeps the series of one VM while it is shown; `listener` is told when it has changed. */
  want(vmId: string, listener: () => void): () => void {
    const listeners = this.#wanted.get(vmId) ?? new Set();
    listeners.add(listener);
    this.#wanted.set(vmId, listeners);
    if (!this.#known.has(vmId)) this.#askSoon();
    this.#cancelTick ??= this.#deps.later(this.#tick, loadPointMs);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.#wanted.delete(vmId);
      this.#known.delete(vmId);
      if (this.#wanted.size === 0) this.#rest();
    };
  }

  #rest(): void {
    this.#cancelSettle?.();
    this.#cancelTick?.();
    this.#cancelSettle = null;
    this.#cancelTick = null;
  }

  #askSoon(): void {
    this.#cancelSettle?.();
    this.#cancelSettle = this.#deps.later(() => {
      this.#cancelSettle = null;
      void this.#ask([...this.#wanted.keys()].filter((vmId) => !this.#known.has(vmId)));
    }, settleMs);
  }

  readonly #tick = (): void => {
    this.#cancelTick = this.#deps.later(this.#tick, loadPointMs);
    if (!this.#deps.isHidden()) void this.#ask([...this.#wanted.keys()]);
  };

  async #ask(vmIds: readonly string[]): Promise<void> {
    for (let from = 0; from < vmIds.length; from += loadRequestLimit) {
      const asked = vmIds.slice(from, from + loadRequestLimit);
      // A question that failed is put again when the next point is due. Until then nothing is drawn: a line that
      // no longer moves would look like a VM at rest.
      const series = await this.#deps.read(asked).catch((): Readonly<Record<string, LoadSeries>> => ({}));
      for (const vmId of asked) {
        const listeners = this.#wanted.get(vmId);
        if (listeners === undefined) continue;
        this.#known.set(vmId, series[vmId] ?? null);
        for (const listener of listeners) listener();
      }
    }
  }
}
