/**
 * Hands a connected native socket to HTTP/2. Node aborts the whole process when http2 takes a TLS socket
 * on which a write is still in progress (`Assertion failed: is_write_in_progress()`), so everything written
 * must be out first.
 */
import type { Socket } from 'node:net';
import { AppError } from '../errors/app-error.ts';

/** The socket died before HTTP/2 could take it. */
const diedEarly = (cause?: unknown): AppError =>
  new AppError('unavailable', 'The connection ended before HTTP/2 began on it.', { cause });

/**
 * Resolves when nothing is being written on the socket. Puts `head` (bytes that an HTTP/1.1 parser has read
 * too far) back in front.
 *
 * @throws `unavailable` when the socket ends first, `deadline-exceeded` after `deadlineMs`.
 */
export async function readyForHttp2(
  socket: Socket,
  head: Buffer | undefined,
  deadlineMs: number,
): Promise<void> {
  // The first error may come before http2 has its own listener; without one it would end the process.
  if (socket.listenerCount('error', ignoreLateError) === 0) socket.on('error', ignoreLateError);
  if (socket.destroyed || !socket.writable) throw diedEarly();
  if (socket.writableLength > 0) await written(socket, deadlineMs);
  if (socket.destroyed) throw diedEarly();
  // HTTP/2 has no use for half a connection: the peer's end is the session's end.
  socket.allowHalfOpen = false;
  if (head !== undefined && head.length > 0) socket.unshift(head);
}

/** The session reports the socket's error; this listener only keeps the process alive. */
function ignoreLateError(): void {}

function written(socket: Socket, deadlineMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: AppError): void => {
      clearTimeout(timer);
      socket.off('close', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onClose = (): void => finish(diedEarly());
    const late = new AppError('deadline-exceeded', `The peer took no bytes for ${deadlineMs} ms.`);
    const timer = setTimeout(() => finish(late), deadlineMs);
    socket.once('close', onClose);
    // Writes finish in order, so the callback of an empty one says that the earlier ones are out.
    socket.write('', (error) => finish(error ? diedEarly(error) : undefined));
  });
}
