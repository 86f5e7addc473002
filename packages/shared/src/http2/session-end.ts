import type { Http2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { AppError, toAppError } from '../errors/app-error.ts';
import { sessionLimits } from './stream-class.ts';

const reasons = new WeakMap<Http2Session, AppError>();
const sockets = new WeakMap<Http2Session, Socket>();
/** Sessions of this very turn. */
const beginning = new WeakSet<Http2Session>();

/** The first reason for which a session ended or is ending; null while it lives or when it ended in order. */
export const sessionError = (session: Http2Session): AppError | null => reasons.get(session) ?? null;

/** Remembers why a session ends. The first reason wins. */
function remember(session: Http2Session, error: unknown): AppError {
  const known = reasons.get(session);
  if (known !== undefined) return known;
  const reason =
    error instanceof AppError
      ? error
      : new AppError('unavailable', `The connection failed: ${toAppError(error).message}`, { cause: error });
  reasons.set(session, reason);
  return reason;
}

/** Ends a session at once, for this reason. Its streams see an end without a terminal record. */
export function abortSession(session: Http2Session, error: AppError): void {
  remember(session, error);
  onceBegun(session, () => {
    session.destroy();
    // destroy() alone would wait for the peer to take the last frames.
    sockets.get(session)?.destroy();
  });
}

/**
 * Does what ends a session, but never in the turn that made it: Node hands what its socket had already received to a
 * new session on the next tick, and throws outside everything, which ends the process, when the session is gone by
 * then (`Cannot read properties of undefined (reading 'receive')`, seen with Node 24.21).
 */
export function onceBegun(session: Http2Session, end: () => void): void {
  if (beginning.has(session)) process.nextTick(end);
  else end();
}

/**
 * To be called in the turn that made the session. It has an error listener for its whole life: without one a peer
 * could end the process.
 */
export function watchSession(session: Http2Session, socket: Socket): void {
  sockets.set(session, socket);
  beginning.add(session);
  process.nextTick(() => beginning.delete(session));
  session.on('error', (error) => remember(session, error));
  session.on('goaway', (code: number) => {
    // A peer's GOAWAY with a code is its verdict on us; with NO_ERROR it only takes no new streams.
    if (code !== 0)
      remember(session, new AppError('unavailable', `The peer ended the session (code ${code}).`));
  });
  session.on('frameError', (type: number, code: number) => {
    remember(
      session,
      new AppError('unavailable', `A frame of type ${type} could not be sent (code ${code}).`),
    );
  });
}

/**
 * Resolves when the peer's SETTINGS have arrived, which proves that it speaks HTTP/2; destroys the session otherwise.
 *
 * @throws `bad-peer`/`unavailable` when the session fails first, `deadline-exceeded` after `deadlineMs`.
 */
export function settled(
  session: Http2Session,
  deadlineMs: number = sessionLimits.settingsDeadlineMs,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      session.off('close', onClose);
      session.off('remoteSettings', onSettings);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: AppError): void => {
      stop();
      abortSession(session, error);
      reject(sessionError(session) ?? error);
    };
    const onSettings = (): void => {
      // The peer's SETTINGS may still come out of a session that was given up a moment before.
      const over = sessionError(session);
      stop();
      if (over === null) resolve();
      else reject(over);
    };
    const onClose = (): void =>
      fail(new AppError('unavailable', 'The connection ended before HTTP/2 began on it.'));
    const onAbort = (): void => fail(new AppError('cancelled', 'The connection is no longer wanted.'));
    const late = new AppError('deadline-exceeded', `The peer did not begin HTTP/2 within ${deadlineMs} ms.`);
    const timer = setTimeout(() => fail(late), deadlineMs);
    session.once('remoteSettings', onSettings);
    session.once('close', onClose);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (session.destroyed) onClose();
    else if (signal?.aborted) onAbort();
  });
}
