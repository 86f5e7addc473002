import { constants, type FileHandle, open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';

/** Linux's O_PATH (fcntl.h); Node has no name for it. */
const openPath = 0o10000000;

const unreachable = (cause?: unknown): AppError =>
  new AppError('guest-unreachable', 'The guest agent does not answer yet.', { cause });

/**
 * Connects to a socket in a folder that the guest can write.
 *
 * It goes through a descriptor opened without following links: otherwise a guest could put a link in the
 * socket's place and have the host agent talk to any other socket of the machine. The short path of the
 * descriptor also spares the 108 bytes that a socket's path may have.
 *
 * @throws AppError `guest-unreachable` or `cancelled`.
 */
export async function dialSocket(path: string, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const handle = await openSocket(path);
  try {
    if (!(await handle.stat()).isSocket()) throw unreachable();
    return await connected(`/proc/self/fd/${handle.fd}`, signal);
  } finally {
    await handle.close();
  }
}

async function openSocket(path: string): Promise<FileHandle> {
  try {
    return await open(path, openPath | constants.O_NOFOLLOW);
  } catch (error) {
    throw unreachable(error);
  }
}

function connected(path: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true });
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
    };
    const onAbort = (): void => {
      settle();
      // The connection may still fail after nobody waits for it.
      socket.on('error', () => undefined).destroy();
      reject(new AppError('cancelled', 'Dialling the guest was cancelled.', { cause: signal.reason }));
    };
    const onError = (error: Error): void => {
      settle();
      reject(unreachable(error));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
  });
}
