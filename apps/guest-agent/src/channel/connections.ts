import type { Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Router } from '@busbar/shared/http2/router';
import { type ServerSession, serveHttp2 } from '@busbar/shared/http2/serve-http2';
import type { Log } from '../log.ts';

/** A host agent needs one or two; a misbehaving one must not exhaust the guest. */
export const connectionLimit = 32;

/** Every connection that is being served, so that all can be ended together. */
export class Connections {
  readonly #router: Router;
  readonly #log: Log;
  readonly #sessions = new Set<ServerSession>();

  constructor(router: Router, log: Log) {
    this.#router = router;
    this.#log = log;
  }

  /** Serves until the peer has gone; resolves then, whatever the reason. */
  async serve(socket: Socket): Promise<void> {
    if (this.#sessions.size >= connectionLimit) {
      this.#log('warn', 'a connection was refused: too many are open', { limit: connectionLimit });
      socket.destroy();
      return;
    }
    const session = serveHttp2(socket, this.#router);
    this.#sessions.add(session);
    await session.closed;
    this.#sessions.delete(session);
    const error = session.error();
    if (error !== null) this.#log('info', 'a connection failed', { reason: error.message });
  }

  abort(): void {
    for (const session of this.#sessions) session.abort(new AppError('cancelled', 'The agent is stopping.'));
  }
}
