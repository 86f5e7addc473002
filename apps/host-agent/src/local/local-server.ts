/** The local protocol's socket or pipe: who may connect, then one connection after the other, many at once. */
import { createServer, type Server, type Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Log } from '../log.ts';
import type { AccessGuard } from './access/access-guard.ts';
import {
  type ConnectionDeps,
  type ConnectionLimits,
  connectionLimits,
  serveConnection,
} from './connection.ts';
import { type LocalRequest, wantsStream } from './request.ts';

/** At once. Each may hold a request of 1 MiB in memory; further ones are cut off. */
const clientLimit = 128;
/** Of them that stream: a shell stays for days, and what answers at once must always find room beside them. */
const streamLimit = 64;

export type LocalServerOptions = {
  readonly path: string;
  readonly guard: AccessGuard;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly limits?: ConnectionLimits;
  readonly answer: (
    request: LocalRequest,
    context: Parameters<ConnectionDeps['answer']>[1] & { readonly requestedBy: string },
  ) => Promise<unknown>;
};

export class LocalServer {
  readonly #options: LocalServerOptions;
  readonly #server: Server;
  readonly #stopping = new AbortController();
  readonly #connections = new Map<Socket, Promise<void>>();
  /** Nobody is served before access is as it must be. */
  #isOpen = false;
  #streams = 0;

  private constructor(options: LocalServerOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = clientLimit;
  }

  /** @throws when the path is taken, or access cannot be limited; then nothing is served. */
  static async start(options: LocalServerOptions): Promise<LocalServer> {
    const server = new LocalServer(options);
    const { path, guard } = options;
    try {
      await guard.listen(server.#server, path);
      server.#isOpen = true;
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Ends what is under way; requests that wait for a job are told that the agent stops. */
  async close(): Promise<void> {
    this.#stopping.abort(new AppError('unavailable', 'The host agent is stopping.'));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await Promise.all(this.#connections.values());
    await promise;
  }

  #accept(socket: Socket): void {
    const requestedBy = this.#isOpen ? this.#options.guard.admit(socket) : null;
    if (requestedBy === null) {
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    const { log, nowMs, answer, limits = connectionLimits } = this.#options;
    const connection = serveConnection(socket, {
      limits,
      nowMs,
      log,
      stopping: this.#stopping.signal,
      answer: (request, context) =>
        this.#withinLimit(request, () => answer(request, { ...context, requestedBy })),
    });
    this.#connections.set(socket, connection);
    void connection.finally(() => this.#connections.delete(socket));
  }

  async #withinLimit(request: LocalRequest, answer: () => Promise<unknown>): Promise<unknown> {
    if (!wantsStream(request)) return answer();
    if (this.#streams >= streamLimit) {
      throw new AppError('rate-limited', `There are ${streamLimit} streams open on this host already.`);
    }
    this.#streams += 1;
    try {
      return await answer();
    } finally {
      this.#streams -= 1;
    }
  }
}
