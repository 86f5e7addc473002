/**
 * Where a job of this host says what it wants of another host's image, and where the control plane, which comes by, leaves
 * it. One wish a job. In memory only: after a restart the job says again what it wants. It knows no link and no disk.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { ReplicaSource, ReplicaWish } from '@busbar/shared/protocol/replicas';
import { orAborted } from '../../jobs/or-aborted.ts';

/** What every wish has: whose it is, and what to do about an error that may pass. */
type Asking = {
  readonly jobId: string;
  readonly onTrouble: (error: AppError) => void;
  readonly signal: AbortSignal;
};
export type FileAsking = Asking & {
  readonly name: string;
  readonly sizeBytes: number;
  /** What of it is there. */
  readonly haveBytes: () => Promise<number>;
  /** Takes bytes from there on. Rejects when they end early or cannot be written. */
  readonly write: (body: AsyncIterable<Buffer>, from: number, signal: AbortSignal) => Promise<void>;
};
export type BroughtFile = {
  readonly name: string;
  readonly from: number;
  readonly body: AsyncIterable<Buffer>;
  /** Aborted when who brings it has gone. */
  readonly signal: AbortSignal;
};

type Wish = {
  readonly wish: () => Promise<ReplicaWish>;
  readonly source: (source: ReplicaSource) => void;
  readonly file: (brought: BroughtFile) => Promise<void>;
  readonly trouble: (error: AppError) => void;
};

export class ReplicaDesk {
  readonly #wishes = new Map<string, Wish>();
  #more = Promise.withResolvers<void>();

  /** The image as its host describes it. @throws what the control plane says that cannot pass, or the signal's reason */
  source({ jobId, onTrouble, signal }: Asking): Promise<ReplicaSource> {
    const come = Promise.withResolvers<ReplicaSource>();
    return this.#wish(jobId, come.promise, signal, {
      wish: async () => ({ kind: 'source' }),
      source: (source) => {
        this.#wishes.delete(jobId);
        come.resolve(source);
      },
      file: async () => Promise.reject(unwanted()),
      trouble: (error) => (error.retryable ? onTrouble(error) : come.reject(error)),
    });
  }

  /** Resolves once the whole file is there. @throws as `source`, and what `write` throws that cannot pass */
  async file(asking: FileAsking): Promise<void> {
    const { jobId, name, sizeBytes, haveBytes, onTrouble, signal } = asking;
    if ((await haveBytes()) === sizeBytes) return;
    const come = Promise.withResolvers<void>();
    const pass = (error: AppError): void => (error.retryable ? onTrouble(error) : come.reject(error));
    const complete = (): void => {
      // Who comes by at once finds the next wish, not this one again.
      this.#wishes.delete(jobId);
      come.resolve();
    };
    const receive = receiver(asking, complete, pass);
    await this.#wish(jobId, come.promise, signal, {
      wish: async () => ({ kind: 'file', name, from: await haveBytes() }),
      source: () => {
        throw unwanted();
      },
      file: receive,
      trouble: pass,
    });
  }

  /** What the job wants; `nothing` when it wants nothing for so long. */
  async wishOf(jobId: string, patienceMs: number, signal: AbortSignal): Promise<ReplicaWish> {
    const over = new AbortController();
    const late = delay(patienceMs, null, { signal: over.signal }).catch(() => null);
    try {
      for (;;) {
        const wish = this.#wishes.get(jobId);
        if (wish !== undefined) return await wish.wish();
        const more = this.#more.promise.then(() => 'more' as const);
        if ((await orAborted(Promise.race([more, late]), signal)) === null) return { kind: 'nothing' };
      }
    } finally {
      over.abort();
    }
  }

  /** @throws AppError `conflict` where it is not wanted (any more) */
  bringSource(jobId: string, source: ReplicaSource): void {
    this.#require(jobId).source(source);
  }

  /** Resolves when everything that came is written. @throws AppError `conflict` where it is not wanted (any more) */
  bringFile(jobId: string, brought: BroughtFile): Promise<void> {
    return this.#require(jobId).file(brought);
  }

  tell(jobId: string, error: AppError): void {
    this.#require(jobId).trouble(error);
  }

  async #wish<T>(jobId: string, come: Promise<T>, signal: AbortSignal, wish: Wish): Promise<T> {
    this.#wishes.set(jobId, wish);
    this.#more.resolve();
    this.#more = Promise.withResolvers();
    try {
      return await orAborted(come, signal);
    } finally {
      this.#wishes.delete(jobId);
    }
  }

  #require(jobId: string): Wish {
    const wish = this.#wishes.get(jobId);
    if (wish === undefined) throw unwanted();
    return wish;
  }
}

/** One at a time: who comes anew has lost the connection of before, whether that has been noticed or not. */
function receiver(
  { name, sizeBytes, haveBytes, write, signal }: FileAsking,
  complete: () => void,
  fail: (error: AppError) => void,
): Wish['file'] {
  let former = { stop: new AbortController(), done: Promise.resolve() };
  const take = async (brought: BroughtFile, stop: AbortSignal): Promise<void> => {
    const have = await haveBytes();
    if (brought.name !== name || brought.from !== have) throw unwanted();
    try {
      await write(brought.body, have, AbortSignal.any([stop, brought.signal, signal]));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!stop.aborted && !signal.aborted) fail(error);
      throw error;
    }
    if ((await haveBytes()) === sizeBytes) complete();
  };
  return (brought) => {
    former.stop.abort(new AppError('unavailable', 'It is brought anew.'));
    const stop = new AbortController();
    const done = former.done.then(() => take(brought, stop.signal));
    former = { stop, done: done.catch(() => undefined) };
    return done;
  };
}

const unwanted = (): AppError => new AppError('conflict', 'No job of this host wants that now.');
