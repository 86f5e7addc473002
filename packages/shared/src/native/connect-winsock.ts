/**
 * Dials by Windows' own calls, for address families that Node does not know. ConnectEx is what Windows' own programs
 * dial hv_sock with; it waits nowhere, so a VM without an agent holds up no thread (Node has four for all files).
 */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../errors/app-error.ts';
import { koffi } from './koffi.ts';
import { type Winsock, type WinsockHandle, winsock } from './winsock.ts';
import { winsockCodes, winsockError } from './winsock-error.ts';
import { wrapWinsock } from './wrap-descriptor.ts';

export type WinsockEndpoint = {
  readonly family: number;
  readonly protocol: number;
  /** The address to dial from: ConnectEx wants a bound socket. */
  readonly local: Uint8Array;
  readonly remote: Uint8Array;
};

export type ConnectLimits = {
  /** Given up after this. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

const sockStream = 1;
const solSocket = 0xffff;
/** Without it a socket of ConnectEx can be neither shut down nor asked for its peer. */
const soUpdateConnectContext = 0x7010;
/** `struct OVERLAPPED` on 64 bits. */
const overlappedBytes = 32;
/** Asked again after so long; a guest that listens answers within milliseconds. */
const pauses = { firstMs: 1, growth: 1.5, longestMs: 20 } as const;
/** How long Windows may take to give up a dial. */
const cancelLimitMs = 1_000;

/** @throws `guest-unreachable`, `forbidden` or `unsupported` with Windows' code, or `cancelled`. */
export async function connectWinsock(endpoint: WinsockEndpoint, limits: ConnectLimits): Promise<Socket> {
  limits.signal.throwIfAborted();
  const api = winsock();
  const socket = api.open(endpoint.family, sockStream, endpoint.protocol);
  if (socket < 0) throw winsockError('WSASocket', api.lastError());
  try {
    if (api.bind(socket, endpoint.local, endpoint.local.length) !== 0) {
      throw winsockError('bind', api.lastError());
    }
    await dial({ api, socket, remote: endpoint.remote }, limits);
    if (api.setsockopt(socket, solSocket, soUpdateConnectContext, null, 0) !== 0) {
      throw winsockError('setsockopt(SO_UPDATE_CONNECT_CONTEXT)', api.lastError());
    }
    return wrapWinsock(socket);
  } catch (error) {
    api.close(socket);
    throw error;
  }
}

type Dialling = { readonly api: Winsock; readonly socket: WinsockHandle; readonly remote: Uint8Array };

async function dial({ api, socket, remote }: Dialling, limits: ConnectLimits): Promise<void> {
  const overlapped = koffi().alloc('uint8_t', overlappedBytes);
  new Uint8Array(koffi().view(overlapped, overlappedBytes)).fill(0);
  const isConnected = api.connectEx(socket, remote, overlapped);
  const begun = isConnected ? 0 : api.lastError();
  if (begun !== 0 && begun !== winsockCodes.ioPending) {
    koffi().free(overlapped);
    throw winsockError('ConnectEx', begun);
  }
  const code = await untilDone(() => api.overlappedCode(socket, overlapped), limits);
  if (code === winsockCodes.ioIncomplete) {
    api.cancel(socket, overlapped);
    const grace = { timeoutMs: cancelLimitMs, signal: new AbortController().signal };
    const ending = await untilDone(() => api.overlappedCode(socket, overlapped), grace);
    // What Windows may still write to is never given back; 32 bytes are a small price.
    if (ending !== winsockCodes.ioIncomplete) koffi().free(overlapped);
    if (limits.signal.aborted) {
      throw new AppError('cancelled', 'Dialling the guest was cancelled.', { cause: limits.signal.reason });
    }
    throw winsockError('ConnectEx', winsockCodes.timedOut);
  }
  koffi().free(overlapped);
  if (code !== 0) throw winsockError('ConnectEx', code);
}

/** The code with which it ended; `ioIncomplete` when it has not, within the limits. */
async function untilDone(ask: () => number, { timeoutMs, signal }: ConnectLimits): Promise<number> {
  const endsAt = performance.now() + timeoutMs;
  for (
    let pauseMs: number = pauses.firstMs;
    ;
    pauseMs = Math.min(pauseMs * pauses.growth, pauses.longestMs)
  ) {
    const code = ask();
    if (code !== winsockCodes.ioIncomplete || signal.aborted || performance.now() > endsAt) return code;
    await sleep(pauseMs);
  }
}
