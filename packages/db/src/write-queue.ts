/**
 * All writes of the process, one after the other, each in its own transaction.
 *
 * On the better-sqlite3 adapter a plain write made while another transaction is open runs inside it and
 * vanishes with its rollback (prisma/orm issue 29933); a queue of one leaves no such moment.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '@busbar/shared/errors/app-error';

/** Waiting writes beyond this are refused: a process that has fallen so far behind must not eat all memory. */
const waitingLimit = 10_000;

export type WriteQueue = {
  /** @throws AppError `internal` when called inside another run; `unavailable` when closed or overfull. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  /** Refuses what comes later and resolves when all that was accepted has ended. */
  readonly close: () => Promise<void>;
};

export function createWriteQueue(): WriteQueue {
  // Marks the asynchronous context of a running write; `isOpen` ends with it, so that work which a write
  // merely started may write later.
  const context = new AsyncLocalStorage<{ isOpen: boolean }>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let isClosed = false;

  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (context.getStore()?.isOpen === true) {
      throw new AppError('internal', 'db.write was called inside db.write: pass its transaction on instead.');
    }
    if (isClosed) throw new AppError('unavailable', 'The database is closed.');
    if (waiting >= waitingLimit) throw new AppError('unavailable', 'Too many writes wait for the database.');
    waiting += 1;
    const turn = last.then(async () => {
      const mark = { isOpen: true };
      try {
        return await context.run(mark, work);
      } finally {
        mark.isOpen = false;
        waiting -= 1;
      }
    });
    // The next one begins whether this one failed or not; its own caller hears of the failure.
    last = turn.then(
      () => undefined,
      () => undefined,
    );
    return await turn;
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    await last;
  };
  return { run, close };
}
