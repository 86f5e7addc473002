/**
 * The short way from services to the dispatcher of the same process, without the queue between them. The server
 * leaves the listener here because Next's bundle has its own copy of every module.
 */
const key = Symbol.for('busbar.localNudge');
type Listener = (jobId: string) => void;
type Holder = { [key]?: Listener };

/** Returns how to stop listening. */
export function listenForNudges(listener: Listener): () => void {
  const holder = globalThis as Holder;
  holder[key] = listener;
  return () => {
    if (holder[key] === listener) delete holder[key];
  };
}

/** Does nothing where no dispatcher runs: the queue reaches the one that does. */
export const nudgeHere = (jobId: string): void => (globalThis as Holder)[key]?.(jobId);
