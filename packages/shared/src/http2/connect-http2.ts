import { type ClientHttp2Session, connect } from 'node:http2';
import type { Socket } from 'node:net';
import { readyForHttp2 } from './hand-over.ts';
import { settled, watchSession } from './session-end.ts';
import { type StreamClass, sessionLimits, sessionOptions } from './stream-class.ts';

export type ConnectHttp2Options = {
  /** Bytes of HTTP/2 that an HTTP/1.1 parser has already read. */
  readonly head?: Buffer;
  /** Window of incoming stream data. Default: bulk. */
  readonly windowOf?: StreamClass;
  /** Until the peer's SETTINGS. Default: 10 s. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
};

/**
 * Becomes the HTTP/2 client on a connected *native* socket (net or TLS, never a JavaScript Duplex: that
 * halves the rate). Resolves when the peer's SETTINGS have arrived. The socket is destroyed on failure.
 *
 * @throws AppError `unavailable`, `deadline-exceeded` or `cancelled`.
 */
export async function connectHttp2(
  socket: Socket,
  options: ConnectHttp2Options = {},
): Promise<ClientHttp2Session> {
  const deadlineMs = options.deadlineMs ?? sessionLimits.settingsDeadlineMs;
  try {
    await readyForHttp2(socket, options.head, deadlineMs);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  const session = connect('http://busbar', {
    ...sessionOptions(options.windowOf ?? 'bulk'),
    createConnection: () => socket,
  });
  watchSession(session, socket);
  session.once('connect', () => {
    // Node says that it has connected also when it was destroyed just before, and then nothing may be set any more.
    if (!session.destroyed) session.setLocalWindowSize(sessionLimits.clientWindowBytes);
  });
  await settled(session, deadlineMs, options.signal);
  return session;
}
