/** The functions of Windows' sockets that Busbar calls, bound on first use. */
import { AppError } from '../errors/app-error.ts';
import { koffi } from './koffi.ts';
import { winsockError } from './winsock-error.ts';

/** A SOCKET, which is a number as wide as a pointer. */
export type WinsockHandle = number;

export type Winsock = {
  readonly open: (family: number, type: number, protocol: number) => WinsockHandle;
  readonly bind: (socket: WinsockHandle, address: Uint8Array, length: number) => number;
  readonly setsockopt: (
    socket: WinsockHandle,
    level: number,
    option: number,
    value: Uint8Array | null,
    length: number,
  ) => number;
  /** Answers whether it is done already; `overlapped` must stay where it is until it is done. */
  readonly connectEx: (socket: WinsockHandle, address: Uint8Array, overlapped: bigint) => boolean;
  /** 0 when the overlapped call has succeeded, else Windows' code. */
  readonly overlappedCode: (socket: WinsockHandle, overlapped: bigint) => number;
  readonly cancel: (socket: WinsockHandle, overlapped: bigint) => void;
  readonly close: (socket: WinsockHandle) => void;
  readonly lastError: () => number;
};

const version22 = 0x0202;
/** Room for WSADATA, which has 408 bytes on 64 bits. */
const wsaDataBytes = 512;
/** WSA_FLAG_OVERLAPPED, and WSA_FLAG_NO_HANDLE_INHERIT: a PowerShell that we start must not keep a channel open. */
const openFlags = 0x01 | 0x80;
const getExtensionFunction = 0xc8000006;
/** WSAID_CONNECTEX {25a207b9-ddf3-4660-8ee9-76e58c74063e} */
const connectExId = Buffer.from('b907a225f3dd60468ee976e58c74063e', 'hex');

const state: { winsock: Winsock | null } = { winsock: null };

/** @throws `unsupported` on other systems than Windows, `unavailable` where koffi cannot be loaded. */
export function winsock(): Winsock {
  state.winsock ??= bindWinsock();
  return state.winsock;
}

function bindWinsock(): Winsock {
  if (process.platform !== 'win32') {
    throw new AppError('unsupported', `Hyper-V sockets are for Windows, not ${process.platform}.`);
  }
  const library = koffi().load('ws2_32.dll');
  const kernel = koffi().load('kernel32.dll');
  const lastError = library.func('int WSAGetLastError()') as () => number;
  const startup = library.func('int WSAStartup(uint16_t version, _Out_ uint8_t *data)');
  const started = startup(version22, Buffer.alloc(wsaDataBytes)) as number;
  if (started !== 0) throw winsockError('WSAStartup', started);
  const open = library.func(
    'intptr_t WSASocketW(int family, int type, int protocol, void *info, uint32_t group, uint32_t flags)',
  );
  const result = library.func(
    'int WSAGetOverlappedResult(intptr_t socket, void *overlapped, _Out_ uint32_t *count, int wait, _Out_ uint32_t *flags)',
  );
  const cancel = kernel.func('int CancelIoEx(intptr_t handle, void *overlapped)');
  const close = library.func('int closesocket(intptr_t socket)');
  const connectEx = bindConnectEx(library, lastError);
  return {
    open: (family, type, protocol) => Number(open(family, type, protocol, null, 0, openFlags)),
    bind: library.func('int bind(intptr_t socket, const uint8_t *address, int length)') as Winsock['bind'],
    setsockopt: library.func(
      'int setsockopt(intptr_t socket, int level, int option, const uint8_t *value, int length)',
    ) as Winsock['setsockopt'],
    connectEx: (socket, address, overlapped) => connectEx(socket, address, overlapped),
    overlappedCode: (socket, overlapped) => (result(socket, overlapped, [0], 0, [0]) === 1 ? 0 : lastError()),
    cancel: (socket, overlapped) => void cancel(socket, overlapped),
    close: (socket) => void close(socket),
    lastError,
  };
}

type Library = ReturnType<ReturnType<typeof koffi>['load']>;

/** ConnectEx is not exported: each socket's provider tells where it is. */
function bindConnectEx(library: Library, lastError: () => number): Winsock['connectEx'] {
  const { call, proto } = koffi();
  const type = proto(
    'int ConnectEx(intptr_t socket, const uint8_t *address, int length, void *data, uint32_t dataLength, void *sent, void *overlapped)',
  );
  const ask = library.func(
    'int WSAIoctl(intptr_t socket, uint32_t code, const uint8_t *in, uint32_t inLength, _Out_ uint8_t *out, uint32_t outLength, _Out_ uint32_t *count, void *overlapped, void *routine)',
  );
  const addressOf = (socket: WinsockHandle): bigint => {
    const found = Buffer.alloc(8);
    const failed = ask(
      socket,
      getExtensionFunction,
      connectExId,
      connectExId.length,
      found,
      8,
      [0],
      null,
      null,
    );
    if (failed !== 0) throw winsockError('WSAIoctl(ConnectEx)', lastError());
    return found.readBigUInt64LE();
  };
  return (socket, address, overlapped) =>
    call(addressOf(socket), type, socket, address, address.length, null, 0, null, overlapped) === 1;
}
