/** The functions of the C library that Busbar calls, bound on first use (Linux, glibc or musl). */
import { getSystemErrorName } from 'node:util';
import { AppError, type ErrorCode } from '../errors/app-error.ts';
import { koffi } from './koffi.ts';

type Call<Args extends unknown[]> = {
  (...args: Args): number;
  /** On a thread of its own, for calls that block. */
  async: (...args: [...Args, (error: Error | null, result: number) => void]) => void;
};

export type Libc = {
  readonly socket: Call<[domain: number, type: number, protocol: number]>;
  readonly bind: Call<[fd: number, address: Uint8Array, length: number]>;
  readonly listen: Call<[fd: number, backlog: number]>;
  readonly connect: Call<[fd: number, address: Uint8Array, length: number]>;
  readonly getpeername: Call<[fd: number, address: Uint8Array, length: Uint8Array]>;
  readonly getsockopt: Call<[fd: number, level: number, name: number, value: Uint8Array, length: Uint8Array]>;
  /** An ioctl whose argument is a buffer. */
  readonly ioctl: Call<[fd: number, request: number, argument: Uint8Array]>;
  /** An ioctl whose argument is a number. */
  readonly ioctlNumber: Call<[fd: number, request: number, argument: number]>;
  readonly poll: Call<[descriptors: Uint8Array, count: number, timeoutMs: number]>;
};

const state: { libc: Libc | null } = { libc: null };

/** @throws `unsupported` on other systems than Linux, `unavailable` where koffi cannot be loaded. */
export function libc(): Libc {
  state.libc ??= bindLibc();
  return state.libc;
}

function bindLibc(): Libc {
  if (process.platform !== 'linux') {
    throw new AppError('unsupported', `Native sockets and terminals are for Linux, not ${process.platform}.`);
  }
  // The program itself has the C library loaded, whatever its file is called.
  const library = koffi().load(null);
  const bind = <Args extends unknown[]>(declaration: string): Call<Args> =>
    library.func(declaration) as unknown as Call<Args>;
  return {
    socket: bind('int socket(int domain, int type, int protocol)'),
    bind: bind('int bind(int fd, const uint8_t *address, uint32_t length)'),
    listen: bind('int listen(int fd, int backlog)'),
    connect: bind('int connect(int fd, const uint8_t *address, uint32_t length)'),
    getpeername: bind('int getpeername(int fd, _Inout_ uint8_t *address, _Inout_ uint8_t *length)'),
    getsockopt: bind(
      'int getsockopt(int fd, int level, int name, _Inout_ uint8_t *value, _Inout_ uint8_t *length)',
    ),
    ioctl: bind('int ioctl(int fd, unsigned long request, _Inout_ uint8_t *argument)'),
    ioctlNumber: bind('int ioctl(int fd, unsigned long request, long argument)'),
    poll: bind('int poll(_Inout_ uint8_t *descriptors, unsigned long count, int timeout)'),
  };
}

/** The result of a call that returns -1 on failure. @throws an AppError that names the call and the errno. */
export function checked(call: string, result: number, code: ErrorCode = 'unavailable'): number {
  if (result >= 0) return result;
  const errno = koffi().errno();
  const name = errno > 0 ? getSystemErrorName(-errno) : 'failed';
  throw new AppError(code, `${call}: ${name}`, { details: { call, errno, name } });
}
