/** A virtio-serial port inside a guest (`/dev/virtio-ports/NAME`) as a sequence of connections. */
import { constants, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '../errors/app-error.ts';
import { wrapDescriptor } from './wrap-descriptor.ts';

export type VirtioPortOptions = {
  readonly path: string;
  /** Each connection; the next one is made when this socket has closed. */
  readonly onSocket: (socket: Socket) => void;
  /** Ends the loop and the connection. */
  readonly signal: AbortSignal;
  /** Between two attempts: without a host at its other end the port reads as ended at once. Default: 250 ms. */
  readonly retryMs?: number;
  /** Told of each failure to open the port, which is tried again. */
  readonly onError?: (error: AppError) => void;
};

/**
 * Opens the port again and again. The port knows no connections: late bytes of the last one may come first
 * in the next, so its user must resynchronise (a fresh nonce, echoed).
 */
export async function followVirtioPort(options: VirtioPortOptions): Promise<void> {
  while (!options.signal.aborted) {
    try {
      await untilClosed(openVirtioPort(options.path), options);
    } catch (error) {
      options.onError?.(toAppError(error));
    }
    await pause(options.retryMs ?? 250, options.signal);
  }
}

/** @throws `unavailable` when the port does not exist or is open already (EBUSY). */
export function openVirtioPort(path: string): Socket {
  try {
    return wrapDescriptor(openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
  } catch (cause) {
    throw new AppError('unavailable', `The port ${path} cannot be opened: ${cause}`, { cause });
  }
}

function untilClosed(socket: Socket, options: VirtioPortOptions): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => void socket.destroy();
    options.signal.addEventListener('abort', stop, { once: true });
    socket.on('error', (error) => options.onError?.(toAppError(error)));
    socket.once('close', () => {
      options.signal.removeEventListener('abort', stop);
      resolve();
    });
    options.onSocket(socket);
  });
}

async function pause(timeMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  // An abort during the pause is not a failure: the loop sees it.
  await Promise.race([
    sleep(timeMs),
    new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })),
  ]);
}
