/** Resynchronisation (see protocol/resync.ts) on a socket, before HTTP/2 takes it. */
import type { Socket } from 'node:net';
import { AppError } from '../errors/app-error.ts';
import { encodeResyncLine, GuestResync, HostResync } from '../protocol/resync.ts';

/** What a step makes of a chunk: the bytes that belong to HTTP/2 once it is in step, else null. */
type Take = (chunk: Buffer) => Buffer | null;

/**
 * The guest's side: waits for a host for as long as it takes. The socket is paused and in step when this
 * resolves; HTTP/2 bytes that came with the last chunk are put back in front. Errors: `unavailable` when the
 * socket ends first, `bad-peer` when a host never begins, the signal's reason.
 */
export function guestResync(socket: Socket, signal: AbortSignal): Promise<void> {
  const resync = new GuestResync();
  return takeUntilInStep(socket, signal, (chunk) => {
    const { echo, rest } = resync.push(chunk);
    if (echo !== null) socket.write(echo);
    return rest;
  });
}

/**
 * The host's side. `nonce`: 32 hex digits, fresh for each connection. On failure dial a new connection: a
 * second line on this one could arrive in the middle of HTTP/2. Errors: `deadline-exceeded` after
 * `deadlineMs` (retryable: the guest's agent is not there yet), `unavailable`, `bad-peer`.
 */
export async function hostResync(socket: Socket, nonce: string, deadlineMs: number): Promise<void> {
  const resync = new HostResync(nonce);
  const deadline = new AbortController();
  const late = new AppError('deadline-exceeded', `The guest agent did not answer within ${deadlineMs} ms.`);
  const timer = setTimeout(() => deadline.abort(late), deadlineMs);
  try {
    const inStep = takeUntilInStep(socket, deadline.signal, (chunk) => resync.push(chunk));
    socket.write(encodeResyncLine(nonce));
    await inStep;
  } finally {
    clearTimeout(timer);
  }
}

function takeUntilInStep(socket: Socket, signal: AbortSignal, take: Take): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.off('end', onClose);
      socket.off('error', onError);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown): void => {
      stop();
      socket.destroy();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      try {
        const rest = take(chunk);
        if (rest === null) return;
        stop();
        socket.pause();
        if (rest.length > 0) socket.unshift(rest);
        resolve();
      } catch (error) {
        fail(error);
      }
    };
    const onClose = (): void =>
      fail(new AppError('unavailable', 'The transport ended before a connection began.'));
    const onError = (cause: Error): void =>
      fail(new AppError('unavailable', `The transport failed: ${cause.message}`, { cause }));
    const onAbort = (): void => fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('close', onClose);
    socket.on('end', onClose);
    socket.on('error', onError);
    socket.on('data', onData);
    if (signal.aborted) onAbort();
    else if (socket.destroyed) onClose();
  });
}
