import { unpackVmRows } from '@busbar/shared/realtime/pack-vm-rows';
import type { RealtimeMessage } from '@busbar/shared/realtime/topics';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { VmRowBook } from './vm-row-book.ts';

/** Enough for any screen, and quick to read: the rows that a person sees first. */
const firstPage = 200;
const laterPages = 5_000;
/** Without realtime, rows older than this are read again when a page that shows them is opened. */
const staleMs = 10_000;

type Page = { readonly packed: string; readonly nextAfter: string | null; readonly total: number };

export type VmRowsDeps = {
  readonly readPage: (input: { after: string | null; limit: number }) => Promise<Page>;
  readonly isLive: () => boolean;
  readonly nowMs: () => number;
};

export type VmRowsState = {
  /** By name. Before the first page has come there is no answer yet: undefined. */
  readonly rows: readonly VmRow[] | undefined;
  /** Whether these are all of them. */
  readonly isComplete: boolean;
  /** How many there are, known from the first page on. */
  readonly total: number;
  /** Why the last load failed; null while it goes well. */
  readonly error: unknown;
};

/**
 * All VMs of the fleet in the browser, once for the list, the palette and whoever else wants them: the first rows
 * at once, the others in large pages behind them, then kept in step by realtime.
 */
export class VmRows {
  readonly #deps: VmRowsDeps;
  readonly #book = new VmRowBook();
  readonly #listeners = new Set<() => void>();
  #state: VmRowsState = { rows: undefined, isComplete: false, total: 0, error: null };
  /** Counts loads: one that is no longer the newest stops. */
  #generation = 0;
  #isLoading = false;
  #loadedAtMs = Number.NEGATIVE_INFINITY;
  #mustReload = true;

  constructor(deps: VmRowsDeps) {
    this.#deps = deps;
  }

  get state(): VmRowsState {
    return this.#state;
  }

  /** Loads what is missing or stale, and tells `listener` of every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    const isStale = !this.#deps.isLive() && this.#deps.nowMs() - this.#loadedAtMs > staleMs;
    if (!this.#isLoading && (this.#mustReload || isStale)) void this.reload();
    return () => this.#listeners.delete(listener);
  }

  /** From now on messages tell of every change; what happened before must be read again. */
  joined(): void {
    this.#mustReload = true;
    if (this.#listeners.size > 0) void this.reload();
  }

  apply(messages: readonly RealtimeMessage[]): void {
    if (this.#book.apply(messages) && this.#state.rows !== undefined) this.#show({});
  }

  /** Begins anew; a load that is under way stops. Never rejects: what went wrong is in the state. */
  async reload(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#isLoading = true;
    this.#mustReload = false;
    try {
      await this.#load(() => generation === this.#generation);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#mustReload = true;
      this.#state = { ...this.#state, error };
      this.#tell();
    } finally {
      if (generation === this.#generation) this.#isLoading = false;
    }
  }

  async #load(isNewest: () => boolean): Promise<void> {
    this.#book.beginLoad();
    let after: string | null = null;
    do {
      const limit = after === null ? firstPage : laterPages;
      const page: Page = await this.#deps.readPage({ after, limit });
      if (!isNewest()) return;
      this.#book.addPage(unpackVmRows(page.packed));
      after = page.nextAfter;
      if (after === null) this.#book.endLoad();
      this.#show({ total: page.total, error: null, isComplete: this.#state.isComplete || after === null });
    } while (after !== null);
    this.#loadedAtMs = this.#deps.nowMs();
  }

  #show(changes: Partial<VmRowsState>): void {
    this.#state = { ...this.#state, ...changes, rows: this.#book.rows };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
