/**
 * Listens by Windows' own calls, for address families that Node does not know: AcceptEx, as Go's hv_sock does, with an
 * event that Windows' pool waits for. Nothing polls, and no thread of Node's is taken.
 */
import type { Socket } from 'node:net';
import { koffi } from './koffi.ts';
import { waitForHandle } from './wait-for-handle.ts';
import { type Winsock, type WinsockHandle, winsock } from './winsock.ts';
import { winsockCodes, winsockError } from './winsock-error.ts';
import { type DescriptorListener, wrapWinsock } from './wrap-descriptor.ts';

export type WinsockListening = {
  readonly family: number;
  readonly protocol: number;
  readonly local: Uint8Array;
  readonly onSocket: (socket: Socket) => void;
  /** A connection that failed while it was made; the listener goes on. */
  readonly onFailure: (error: Error) => void;
};

const sockStream = 1;
const solSocket = 0xffff;
const soUpdateAcceptContext = 0x700b;
const backlog = 16;
const overlappedBytes = 32;
/** The event's place in `struct OVERLAPPED`. */
const eventOffset = 24;
/** AcceptEx wants room for both addresses with 16 bytes more for each; hv_sock's have 36. */
const addressRoom = 64;
/** A failure that lasts must not spin. */
const pauseMs = 200;

/** @throws `unsupported`, `forbidden` or `guest-unreachable` with Windows' code. */
export function listenWinsock(listening: WinsockListening): DescriptorListener {
  const api = winsock();
  const { family, protocol, local } = listening;
  const socket = api.open(family, sockStream, protocol);
  if (socket < 0) throw winsockError('WSASocket', api.lastError());
  try {
    if (api.bind(socket, local, local.length) !== 0) throw winsockError('bind', api.lastError());
    if (api.listen(socket, backlog) !== 0) throw winsockError('listen', api.lastError());
  } catch (error) {
    api.close(socket);
    throw error;
  }
  const state = { isClosed: false };
  // Nothing that Node knows of is open, so it would end.
  const alive = setInterval(() => undefined, 0x7fffffff);
  void acceptAll({ api, socket, listening, isClosed: () => state.isClosed });
  return {
    close: () => {
      if (state.isClosed) return;
      state.isClosed = true;
      clearInterval(alive);
      // Also ends the AcceptEx that waits.
      api.close(socket);
    },
  };
}

type Accepting = {
  readonly api: Winsock;
  readonly socket: WinsockHandle;
  readonly listening: WinsockListening;
  readonly isClosed: () => boolean;
};

async function acceptAll(accepting: Accepting): Promise<void> {
  const { listening, isClosed } = accepting;
  while (!isClosed()) {
    try {
      const accepted = await acceptOne(accepting);
      if (accepted !== null) listening.onSocket(accepted);
    } catch (error) {
      if (isClosed()) return;
      listening.onFailure(error as Error);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** Null when the listener was closed meanwhile. */
async function acceptOne({ api, socket, listening, isClosed }: Accepting): Promise<Socket | null> {
  const connection = api.open(listening.family, sockStream, listening.protocol);
  if (connection < 0) throw winsockError('WSASocket', api.lastError());
  const event = api.createEvent();
  // Windows writes to it until the call is over, so it is given back only then.
  const memory = koffi().alloc('uint8_t', overlappedBytes + 2 * addressRoom) as unknown as bigint;
  try {
    const overlapped = Buffer.from(koffi().view(memory, overlappedBytes));
    overlapped.fill(0);
    overlapped.writeBigUInt64LE(BigInt(event), eventOffset);
    const isDone = api.acceptEx(socket, connection, {
      addresses: memory + BigInt(overlappedBytes),
      room: addressRoom,
      overlapped: memory,
    });
    if (!isDone) {
      const begun = api.lastError();
      if (begun !== winsockCodes.ioPending) throw winsockError('AcceptEx', begun);
      await waitForHandle(event);
    }
    if (isClosed()) {
      api.close(connection);
      return null;
    }
    const code = api.overlappedCode(socket, memory);
    if (code !== 0) throw winsockError('AcceptEx', code);
    return adopt(api, socket, connection);
  } catch (error) {
    api.close(connection);
    throw error;
  } finally {
    api.closeEvent(event);
    koffi().free(memory);
  }
}

/** Without the listener's context a socket of AcceptEx can be neither shut down nor asked for its peer. */
function adopt(api: Winsock, listener: WinsockHandle, connection: WinsockHandle): Socket {
  const handle = Buffer.alloc(8);
  handle.writeBigInt64LE(BigInt(listener));
  if (api.setsockopt(connection, solSocket, soUpdateAcceptContext, handle, handle.length) !== 0) {
    throw winsockError('setsockopt(SO_UPDATE_ACCEPT_CONTEXT)', api.lastError());
  }
  return wrapWinsock(connection);
}
