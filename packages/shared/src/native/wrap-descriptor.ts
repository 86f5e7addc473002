/**
 * Turns a descriptor into a *native* net.Socket or listener. `net.Socket({ fd })` refuses address families
 * that libuv does not know (vsock, hv_sock) and character devices (virtio ports); its pipe handle takes them, and
 * on Windows its TCP handle takes sockets.
 */
import { connect, type NetConnectOpts, Socket } from 'node:net';
import { AppError } from '../errors/app-error.ts';

type PipeHandle = {
  open: (fd: number) => number;
  listen: (backlog: number) => number;
  close: () => void;
  readonly fd: number;
  onconnection: (status: number, handle: PipeHandle | undefined) => void;
};
type PipeConstructor = new (kind: number) => PipeHandle;
const kindSocket = 0;
const kindServer = 1;

const state: { Pipe: PipeConstructor | null; Tcp: PipeConstructor | null } = { Pipe: null, Tcp: null };

// Node exports no constructor of its handles; a socket that begins to connect has one.
function constructorOf(options: NetConnectOpts): PipeConstructor {
  const socket = connect(options);
  socket.on('error', expected);
  const handle = (socket as unknown as { _handle: PipeHandle })._handle;
  socket.destroy();
  return handle.constructor as PipeConstructor;
}

function pipeConstructor(): PipeConstructor {
  state.Pipe ??= constructorOf({ path: '/nonexistent/busbar' });
  return state.Pipe;
}

/** Destroyed before it connects: a numeric address is dialled on the next tick. */
function tcpConstructor(): PipeConstructor {
  state.Tcp ??= constructorOf({ host: '127.0.0.1', port: 9 });
  return state.Tcp;
}

/** The connection to nowhere fails, as it must. */
function expected(): void {}

function opened(kind: number, fd: number, Handle = pipeConstructor()): PipeHandle {
  const handle = new Handle(kind);
  const status = handle.open(fd);
  if (status === 0) return handle;
  handle.close();
  throw new AppError('internal', `Descriptor ${fd} cannot be opened as a stream (${status}).`);
}

const toSocket = (handle: PipeHandle): Socket =>
  new Socket({ handle, readable: true, writable: true } as unknown as ConstructorParameters<
    typeof Socket
  >[0]);

/** A connected descriptor as a socket, which owns it from now on. */
export const wrapDescriptor = (fd: number): Socket => toSocket(opened(kindSocket, fd));

/** A connected SOCKET of Windows, of whatever address family. */
export const wrapWinsock = (socket: number): Socket => toSocket(opened(kindSocket, socket, tcpConstructor()));

export type DescriptorListener = { readonly close: () => void };

/** Accepts on a bound descriptor. `accept` gets each connection and its descriptor (for getpeername). */
export function listenOnDescriptor(
  fd: number,
  accept: (socket: Socket, fd: number) => void,
  backlog = 64,
): DescriptorListener {
  const handle = opened(kindServer, fd);
  handle.onconnection = (status, connection) => {
    // A connection that failed before it was accepted concerns nobody; the listener goes on.
    if (status === 0 && connection !== undefined) accept(toSocket(connection), connection.fd);
  };
  const status = handle.listen(backlog);
  if (status !== 0) {
    handle.close();
    throw new AppError('unavailable', `Listening on descriptor ${fd} failed (${status}).`);
  }
  return { close: () => handle.close() };
}
