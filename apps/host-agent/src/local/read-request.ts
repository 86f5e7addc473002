/** The first line of a connection. */
import type { Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';
import { type Reading, RequestReader } from './request-reader.ts';

export type ReadRequest = {
  readonly reading: Reading;
  /** What came behind it. */
  readonly rest: Buffer;
};

/** The socket is paused then. Null when the client said nothing. @throws `deadline-exceeded`, or the signal's reason. */
export function readRequest(
  socket: Socket,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<ReadRequest | null> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadRequest | null>();
  const reader = new RequestReader();
  const onData = (chunk: Buffer): void => {
    const reading = reader.push(chunk);
    if (reading === null) return;
    stop();
    socket.pause();
    resolve({ reading, rest: reader.rest });
  };
  const onEnd = (): void => {
    const reading = reader.finish();
    resolve(reading === null ? null : { reading, rest: Buffer.alloc(0) });
  };
  const onAbort = (): void => reject(signal.reason);
  const late = new AppError('deadline-exceeded', 'No request arrived in time.');
  const timer = setTimeout(() => reject(late), deadlineMs);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('data', onData);
    socket.off('end', onEnd);
    signal.removeEventListener('abort', onAbort);
  };
  socket.on('data', onData);
  socket.once('end', onEnd);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return promise.finally(stop);
}
