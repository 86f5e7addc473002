/**
 * The one HTTP(S) server. It owns `upgrade` and decides by path who answers: agents, live gateway, health,
 * Socket.IO or Next. It knows none of them.
 */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { clientAddressHeader } from '../../auth/auth-deps.ts';
import type { Environment } from '../../config/environment.ts';
import { clientAddress } from './client-address.ts';
import { sendError } from './json.ts';
import { securityHeaders } from './security-headers.ts';

export type Door = {
  /** Whether a path is this door's. */
  readonly owns: (path: string) => boolean;
  /** Whether a request to this path may take as long as it likes to arrive. Default: none may. */
  readonly isEndless?: (path: string) => boolean;
  readonly handle?: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  readonly upgrade?: (request: IncomingMessage, socket: Socket, head: Buffer) => void | Promise<void>;
};

/** Slow clients hold a socket, never a thread; but not for ever. */
const limits: ServerOptions = {
  headersTimeout: 15_000,
  // Of its own making below: Node's knows no exceptions.
  requestTimeout: 0,
  keepAliveTimeout: 30_000,
  maxHeaderSize: 16 * 1024,
};

const defaultRequestTimeoutMs = 120_000;

export function createServer(environment: Pick<Environment, 'tls'>): Server {
  const { tls } = environment;
  if (tls === null) return createHttpServer(limits);
  const files = { cert: readPem(tls.certPath), key: readPem(tls.keyPath) };
  return createHttpsServer({ ...limits, ...files, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] });
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new AppError('invalid-input', `The TLS file ${path} cannot be read.`, { cause });
  }
}

export type ServeOptions = {
  readonly isTls: boolean;
  readonly trustProxy: boolean;
  /** Looked at on every request, so more may be added later; until one owns a path the answer is 503. */
  readonly doors: readonly Door[];
  /** In which a request must have arrived, body included. Default: two minutes. */
  readonly requestTimeoutMs?: number;
};

/** Sets the headers of every response and hands requests to the first door that owns their path. */
export function serveDoors(server: Server, options: ServeOptions): void {
  const { isTls, trustProxy, doors, requestTimeoutMs = defaultRequestTimeoutMs } = options;
  const doorOf = (request: IncomingMessage): Door | undefined => {
    const path = pathOf(request);
    return doors.find((door) => door.owns(path));
  };
  const onRequest: RequestListener = (request, response) => {
    const headers = securityHeaders({ nonce: randomBytes(16).toString('base64'), isTls });
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // Next takes the nonce from here; whatever a client sent under this name is overwritten.
    request.headers['content-security-policy'] = headers['Content-Security-Policy'];
    request.headers[clientAddressHeader] = clientAddress(request, trustProxy);
    const door = doorOf(request);
    if (door?.isEndless?.(pathOf(request)) !== true) limitTime(request, response, requestTimeoutMs);
    if (door?.handle === undefined) sendError(response, notReady());
    else void answer(door.handle, request, response);
  };
  server.on('request', onRequest);
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // Until a door has its own listener, an error of the socket must not end the process.
    socket.on('error', () => socket.destroy());
    request.headers[clientAddressHeader] = clientAddress(request, trustProxy);
    const door = doorOf(request);
    if (door?.upgrade === undefined) socket.destroy();
    else void upgrade(door.upgrade, request, socket, head);
  });
}

/** Cuts a request that has not arrived in time; how long its answer takes is not limited. */
function limitTime(request: IncomingMessage, response: ServerResponse, timeoutMs: number): void {
  if (request.complete) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, timeoutMs);
  response.once('close', () => clearTimeout(timer));
}

/** A door that fails costs its own request, never the process. */
async function answer(
  handle: NonNullable<Door['handle']>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await handle(request, response);
  } catch (error) {
    sendError(response, error);
  }
}

async function upgrade(
  handle: NonNullable<Door['upgrade']>,
  ...[request, socket, head]: [IncomingMessage, Socket, Buffer]
): Promise<void> {
  try {
    await handle(request, socket, head);
  } catch (error) {
    socket.destroy(toAppError(error));
  }
}

const notReady = (): AppError =>
  new AppError('unavailable', 'Busbar is starting or stopping. Try again in a moment.');

/** Without query; `/` for what is no path. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  return url.startsWith('/') ? (url.split(/[?#]/, 1)[0] ?? '/') : '/';
}

/** Resolves with the port. @throws `unavailable` with what to do when the address is taken. */
export function listen(server: Server, { bind, port }: Pick<Environment, 'bind' | 'port'>): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException): void => {
      const taken = cause.code === 'EADDRINUSE';
      const text = taken
        ? `${bind}:${port} is in use. Stop what listens there or set BUSBAR_PORT to another port.`
        : `Busbar cannot listen on ${bind}:${port}: ${cause.message}`;
      reject(new AppError('unavailable', text, { cause }));
    };
    server.once('error', onError);
    server.listen({ host: bind, port }, () => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Takes no new connections, ends idle ones at once and busy ones after `graceMs`. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
