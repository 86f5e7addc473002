import type { Http2Session } from 'node:http2';
import { AppError } from '../errors/app-error.ts';
import { abortSession } from './session-end.ts';

export type KeepAliveOptions = {
  /** Time from one answer to the next PING. Default: 10 s. */
  readonly intervalMs?: number;
  /** What an answer may take before the session counts as dead. Default: 15 s (an emulated guest can be slow). */
  readonly deadlineMs?: number;
  /** Told of each round trip. */
  readonly onRtt?: (rttMs: number) => void;
};

export type KeepAlive = {
  /** The last round trip; null before the first. */
  readonly rttMs: () => number | null;
  readonly stop: () => void;
};

/**
 * Sends HTTP/2 PINGs for as long as the session lives, the first at once. A miss ends the session with
 * `deadline-exceeded`: a peer behind a dead path would otherwise look alive for as long as nobody writes.
 */
export function keepAlive(session: Http2Session, options: KeepAliveOptions = {}): KeepAlive {
  const { intervalMs = 10_000, deadlineMs = 15_000 } = options;
  const state: { rttMs: number | null; timer: NodeJS.Timeout | undefined } = {
    rttMs: null,
    timer: undefined,
  };
  const stop = (): void => clearTimeout(state.timer);
  const miss = (): void =>
    abortSession(
      session,
      new AppError('deadline-exceeded', `The peer answered no PING for ${deadlineMs} ms.`),
    );

  const ping = (): void => {
    if (session.destroyed || session.closed) return;
    state.timer = setTimeout(miss, deadlineMs);
    session.ping((error, rttMs) => {
      stop();
      // An error means that the session is ending; it says so itself.
      if (error !== null || session.destroyed) return;
      state.rttMs = rttMs;
      options.onRtt?.(rttMs);
      state.timer = setTimeout(ping, intervalMs);
    });
  };
  session.once('close', stop);
  ping();
  return { rttMs: () => state.rttMs, stop };
}
