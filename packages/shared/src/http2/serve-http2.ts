import { performServerHandshake, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { AppError, toAppError } from '../errors/app-error.ts';
import { optional } from './abort-error.ts';
import { readyForHttp2 } from './hand-over.ts';
import { type KeepAliveOptions, keepAlive } from './keep-alive.ts';
import { keepReading } from './keep-reading.ts';
import type { Router } from './router.ts';
import { abortSession, onceBegun, sessionError, settled, watchSession } from './session-end.ts';
import { type StreamClass, sessionLimits, sessionOptions } from './stream-class.ts';

export type ServeHttp2Options = {
  /** Bytes of HTTP/2 that an HTTP/1.1 parser has already read. */
  readonly head?: Buffer;
  /** Window of incoming stream data. Default: proxy; all streams together have 1 MiB under way anyway. */
  readonly windowOf?: StreamClass;
  /** Until the peer's SETTINGS. Default: 10 s. */
  readonly deadlineMs?: number;
  /** What a graceful close waits for open streams. Default: 5 s. */
  readonly closeDeadlineMs?: number;
  /** Of the PINGs by which a peer that has fallen silent is noticed. Default: those of `keepAlive`. */
  readonly keepAlive?: KeepAliveOptions;
};

/** One peer being served. */
export type ServerSession = {
  /** Resolves when the session and its socket are gone, however they went. */
  readonly closed: Promise<void>;
  /** Resolves once the peer has proved to speak HTTP/2; rejects when it does not. */
  readonly ready: Promise<void>;
  /** Why it ended; null while it lives or when it ended in order. */
  readonly error: () => AppError | null;
  /** Takes no new streams, lets open ones end (at most `closeDeadlineMs`), then closes. */
  readonly close: () => Promise<void>;
  /** Ends at once. */
  readonly abort: (error: AppError) => void;
};

/** Serves HTTP/2 to the peer at the other end of a connected *native* socket. Never throws: see `ready` and `closed`. */
export function serveHttp2(socket: Socket, router: Router, options: ServeHttp2Options = {}): ServerSession {
  const deadlineMs = options.deadlineMs ?? sessionLimits.settingsDeadlineMs;
  const state: { session: ServerHttp2Session | null; early: AppError | null } = {
    session: null,
    early: null,
  };
  const closed = Promise.withResolvers<void>();

  const begin = async (): Promise<void> => {
    await readyForHttp2(socket, options.head, deadlineMs);
    if (state.early !== null) throw state.early;
    const session = performServerHandshake(socket, sessionOptions(options.windowOf ?? 'proxy'));
    state.session = session;
    watchSession(session, socket);
    session.setLocalWindowSize(sessionLimits.serverWindowBytes);
    keepReading(socket);
    session.on('stream', router.handle);
    session.once('close', () => closed.resolve());
    await settled(session, deadlineMs);
    // A peer behind a dead path would hold its place, and what it had open, for ever.
    keepAlive(session, options.keepAlive);
  };
  const abort = (error: AppError): void => {
    if (state.session !== null) {
      abortSession(state.session, error);
      return;
    }
    state.early ??= error;
    socket.destroy();
  };
  const ready = optional(
    begin().catch((error: unknown) => {
      abort(toAppError(error));
      if (state.session === null || state.session.destroyed) closed.resolve();
      throw error;
    }),
  );
  const close = (): Promise<void> => {
    const late = new AppError('deadline-exceeded', 'Streams were still open when the session had to close.');
    const timer = setTimeout(() => abort(late), options.closeDeadlineMs ?? 5_000);
    const { session } = state;
    if (session === null) abort(new AppError('cancelled', 'Closed before HTTP/2 began.'));
    else onceBegun(session, () => session.close());
    return closed.promise.finally(() => clearTimeout(timer));
  };
  return {
    closed: closed.promise,
    ready,
    error: () => state.early ?? (state.session === null ? null : sessionError(state.session)),
    close,
    abort,
  };
}
