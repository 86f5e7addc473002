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
  readonly listen: (socket: WinsockHandle, backlog: number) => number;
  /** As `connectEx`; what `accept` names must stay where it is until it is done. */
  readonly acceptEx: (socket: WinsockHandle, connection: WinsockHandle, accept: AcceptPlace) => boolean;
  /** An event that resets itself. */
  readonly createEvent: () => number;
  readonly closeEvent: (event: number) => void;
  readonly cancel: (socket: WinsockHandle, overlapped: bigint) => void;
  readonly close: (socket: WinsockHandle) => void;
  readonly lastError: () => number;
};

export type AcceptPlace = {
  /** Room for both addresses, one behind the other. */
  readonly addresses: bigint;
  /** Of one address, in bytes. */
  readonly room: number;
  readonly overlapped: bigint;
};

const version22 = 0x0202;
/** Room for WSADATA, which has 408 bytes on 64 bits. */
const wsaDataBytes = 512;
/** WSA_FLAG_OVERLAPPED, and WSA_FLAG_NO_HANDLE_INHERIT: a PowerShell that we start must not keep a channel open. */
const openFlags = 0x01 | 0x80;
const getExtensionFunction = 0xc8000006;
/** WSAID_CONNECTEX {25a207b9-ddf3-4660-8ee9-76e58c74063e} */
const connectExId = Buffer.from('b907a225f3dd60468ee976e58c74063e', 'hex');

/** WSAID_ACCEPTEX {b5367df1-cbac-11cf-95ca-00805f48a192} */
const acceptExId = Buffer.from('f17d36b5accbcf1195ca00805f48a192', 'hex');

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
  const find = bindExtensions(library, lastError);
  const connectEx = bindConnectEx(find);
  const createEvent = kernel.func(
    'intptr_t CreateEventW(void *security, int isManual, int isSet, void *name)',
  );
  const closeHandle = kernel.func('int CloseHandle(intptr_t handle)');
  return {
    open: (family, type, protocol) => Number(open(family, type, protocol, null, 0, openFlags)),
    bind: library.func('int bind(intptr_t socket, const uint8_t *address, int length)') as Winsock['bind'],
    setsockopt: library.func(
      'int setsockopt(intptr_t socket, int level, int option, const uint8_t *value, int length)',
    ) as Winsock['setsockopt'],
    connectEx,
    acceptEx: bindAcceptEx(find),
    listen: library.func('int listen(intptr_t socket, int backlog)') as Winsock['listen'],
    createEvent: () => Number(createEvent(null, 0, 0, null)),
    closeEvent: (event) => void closeHandle(event),
    overlappedCode: (socket, overlapped) => (result(socket, overlapped, [0], 0, [0]) === 1 ? 0 : lastError()),
    cancel: (socket, overlapped) => void cancel(socket, overlapped),
    close: (socket) => void close(socket),
    lastError,
  };
}

type Library = ReturnType<ReturnType<typeof koffi>['load']>;

type FindExtension = (socket: WinsockHandle, id: Buffer, name: string) => bigint;

/** Extensions are not exported: each socket's provider tells where its own are. */
function bindExtensions(library: Library, lastError: () => number): FindExtension {
  const ask = library.func(
    'int WSAIoctl(intptr_t socket, uint32_t code, const uint8_t *in, uint32_t inLength, _Out_ uint8_t *out, uint32_t outLength, _Out_ uint32_t *count, void *overlapped, void *routine)',
  );
  return (socket, id, name) => {
    const found = Buffer.alloc(8);
    const failed = ask(socket, getExtensionFunction, id, id.length, found, 8, [0], null, null);
    if (failed !== 0) throw winsockError(`WSAIoctl(${name})`, lastError());
    return found.readBigUInt64LE();
  };
}

function bindConnectEx(find: FindExtension): Winsock['connectEx'] {
  const { call, proto } = koffi();
  const type = proto(
    'int ConnectEx(intptr_t socket, const uint8_t *address, int length, void *data, uint32_t dataLength, void *sent, void *overlapped)',
  );
  return (socket, address, overlapped) => {
    const connectEx = find(socket, connectExId, 'ConnectEx');
    return call(connectEx, type, socket, address, address.length, null, 0, null, overlapped) === 1;
  };
}

function bindAcceptEx(find: FindExtension): Winsock['acceptEx'] {
  const { call, proto } = koffi();
  const type = proto(
    'int AcceptEx(intptr_t listener, intptr_t socket, void *buffer, uint32_t dataLength, uint32_t localLength, uint32_t remoteLength, void *received, void *overlapped)',
  );
  // AcceptEx says how much has come with the connection in any case.
  const received = koffi().alloc('uint32_t', 1);
  return (socket, connection, { addresses, room, overlapped }) => {
    const acceptEx = find(socket, acceptExId, 'AcceptEx');
    return call(acceptEx, type, socket, connection, addresses, 0, room, room, received, overlapped) === 1;
  };
}
