/**
 * One HTTP/1.1 keep-alive connection to the control plane, on which the handshake's two requests travel, so
 * that nonces and TLS exporter belong to it. Behind a proxy that ends TLS there may be one for each request.
 *
 * The certificate is checked against the system's roots only where a proxy ends TLS (`isProxied`). Otherwise
 * it is not looked at: the pinned key and the exporter, which both ends sign, say who is at the other end of
 * exactly this connection, and that is stronger than a name in a certificate.
 */
import { once } from 'node:events';
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AppError } from '@busbar/shared/errors/app-error';
import { fromWireError, WireError } from '@busbar/shared/errors/wire-error';
import { exporterOf, linkHandshake } from '@busbar/shared/identity/handshake';
import { z } from 'zod';
import { parseControlUrl } from './control-url.ts';

export type ControlRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: unknown;
};

export type Upgraded = { readonly socket: Socket; readonly head: Buffer };

type Route = { readonly host: string; readonly dial: () => Socket; readonly isProxied: boolean };

export class ControlConnection {
  #socket: Socket;
  readonly #agent: Agent;
  readonly #host: string;
  /** What both ends sign beside their nonces; null on loopback and behind a proxy that ends TLS. */
  readonly exporter: Buffer | null;

  private constructor(socket: Socket, { host, dial, isProxied }: Route) {
    this.#socket = socket;
    this.#host = host;
    this.exporter = exporterOf(socket, isProxied);
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let isTaken = false;
    this.#agent.createConnection = (_options, done) => {
      if (!isTaken) {
        isTaken = true;
        return socket;
      }
      // A proxy may serve each request on a connection of its own; without one the handshake is over.
      if (isProxied) {
        this.#socket = dial();
        return this.#socket;
      }
      // Said through the callback: thrown here, nobody could catch it.
      done?.(
        new AppError('unavailable', 'The control plane closed the connection between two requests.'),
        socket,
      );
      return undefined;
    };
  }

  /** @throws `unavailable` when it cannot be reached; the signal's reason. */
  static async open(url: string, isProxied: boolean, signal: AbortSignal): Promise<ControlConnection> {
    const { host, port, isTls } = parseControlUrl(url);
    const dial = (): Socket => dialControl({ host, port, isTls, isProxied });
    const socket = dial();
    try {
      await once(socket, isTls ? 'secureConnect' : 'connect', { signal });
    } catch (cause) {
      socket.destroy();
      signal.throwIfAborted();
      const words = wordsOf(cause);
      throw new AppError('unavailable', `The control plane at ${host}:${port} cannot be reached: ${words}`, {
        cause,
      });
    }
    return new ControlConnection(socket, { host, dial, isProxied });
  }

  /** Sends a request and parses its answer, which must have the given status. @throws the peer's own error. */
  async exchange<Out extends z.ZodType>(
    options: ControlRequest,
    status: number,
    output: Out,
    signal: AbortSignal,
  ): Promise<z.output<Out>> {
    const response = await this.#send(options, signal);
    const body = await readLimited(response);
    if (response.statusCode !== status) throw refusalOf(response.statusCode ?? 0, body);
    const parsed = output.safeParse(parseJson(body));
    if (parsed.success) return parsed.data;
    throw new AppError(
      'bad-peer',
      `The answer to ${options.path} is not understood. Is this a control plane?`,
      {
        cause: parsed.error,
      },
    );
  }

  /** Asks for the upgrade; from then on the socket is the caller's. @throws the peer's own error. */
  async upgrade(options: ControlRequest, signal: AbortSignal): Promise<Upgraded> {
    const sent = this.#request(options, signal);
    const upgraded = once(sent, 'upgrade', { signal }) as Promise<[IncomingMessage, Socket, Buffer]>;
    const answered = (once(sent, 'response', { signal }) as Promise<[IncomingMessage]>).then(
      async ([response]) => {
        throw refusalOf(response.statusCode ?? 0, await readLimited(response));
      },
    );
    // Only one of the two comes; the other is told of the end of the wait too.
    answered.catch(ignoreLateError);
    upgraded.catch(ignoreLateError);
    const [, socket, head] = await Promise.race([upgraded, answered]).catch(throwUnavailable);
    return { socket, head };
  }

  abort(): void {
    this.#socket.destroy();
    this.#agent.destroy();
  }

  async #send(options: ControlRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const sent = this.#request(options, signal);
    const [response] = (await once(sent, 'response', { signal }).catch(throwUnavailable)) as [
      IncomingMessage,
    ];
    return response;
  }

  #request({ method, path, headers, body }: ControlRequest, signal: AbortSignal) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = request({
      agent: this.#agent,
      method,
      path,
      signal,
      headers: {
        host: this.#host,
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...headers,
      },
    });
    sent.on('error', ignoreLateError);
    sent.end(text);
    return sent;
  }
}

type Address = {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly isProxied: boolean;
};

function dialControl({ host, port, isTls, isProxied }: Address): Socket {
  const socket = isTls
    ? connectTls({
        host,
        port,
        ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }),
        rejectUnauthorized: isProxied,
        ALPNProtocols: ['http/1.1'],
        // An exporter binds a connection reliably from 1.3 on (RFC 9266 section 1).
        minVersion: 'TLSv1.3',
      })
    : connect({ host, port });
  socket.on('error', ignoreLateError);
  // Once there is a connection: a platform that lacks one of the two (Wine) would not connect at all otherwise.
  socket.once('connect', () => socket.setNoDelay(true).setKeepAlive(true, 30_000));
  return socket;
}

/** Whoever waits is told by the event it waits for; without a listener the process would end. */
function ignoreLateError(): void {}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function throwUnavailable(cause: unknown): never {
  if (cause instanceof AppError) throw cause;
  if (cause instanceof Error && cause.cause instanceof AppError) throw cause.cause;
  throw new AppError('unavailable', `The connection to the control plane failed: ${wordsOf(cause)}`, {
    cause,
  });
}

async function readLimited(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response) {
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > linkHandshake.bodyLimitBytes) {
      throw new AppError('bad-peer', 'The answer is too long. Is this a control plane?');
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AppError('bad-peer', 'The answer is not JSON. Is this a control plane?', { cause });
  }
}

const ErrorBody = z.union([WireError, z.object({ error: WireError }).transform(({ error }) => error)]);

function refusalOf(status: number, body: Buffer): AppError {
  try {
    const parsed = ErrorBody.safeParse(JSON.parse(body.toString('utf8')));
    if (parsed.success) return fromWireError(parsed.data);
  } catch {
    // Not JSON: a proxy's page, perhaps. The status says enough.
  }
  if (status === 401 || status === 403)
    return new AppError('unauthenticated', `The control plane refused this host (${status}).`);
  const code = status >= 500 ? 'unavailable' : 'bad-peer';
  return new AppError(code, `The control plane answered ${status}. Is this its address?`);
}
