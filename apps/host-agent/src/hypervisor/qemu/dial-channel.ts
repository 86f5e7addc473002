import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { hostResync } from '@busbar/shared/http2/resync';
import { dialSocket } from '../process/dial-socket.ts';

/** A guest whose agent runs answers in milliseconds; a booting one is dialled again. */
const resyncDeadlineMs = 5_000;

/**
 * Dials the guest agent through virtio-serial, in step. QEMU serves one connection at a time; another waits
 * in its backlog and gives up like one to a guest without an agent.
 *
 * @throws AppError `guest-unreachable` or `cancelled`.
 */
export async function dialChannel(path: string, signal: AbortSignal): Promise<Socket> {
  const socket = await dialSocket(path, signal);
  const onAbort = (): void => void socket.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await hostResync(socket, randomBytes(16).toString('hex'), resyncDeadlineMs);
    return socket;
  } catch (error) {
    socket.destroy();
    if (signal.aborted)
      throw new AppError('cancelled', 'Dialling the guest was cancelled.', { cause: error });
    throw new AppError('guest-unreachable', `The guest agent does not answer: ${toAppError(error).message}`, {
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
