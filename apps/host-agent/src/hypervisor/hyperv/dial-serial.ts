/** Ways to the pipe of a VM's COM port. Hyper-V serves it for as long as the VM is on, to one at a time. */
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { dialSocket } from '../process/dial-socket.ts';
import type { DialSerial } from './hyperv-consoles.ts';

/** The simulator has a UNIX socket for each line. */
export const dialSimulatedSerial =
  (channelsFolder: string): DialSerial =>
  ({ hypervId }, signal) =>
    dialSocket(join(channelsFolder, hypervId, 'com1.sock'), signal);

export const dialPipe: DialSerial = ({ pipe }, signal) =>
  new Promise<Socket>((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ path: pipe, allowHalfOpen: true });
    const settle = (act: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      act();
    };
    const onAbort = (): void =>
      settle(() => {
        // It may still fail when nobody waits for it any more.
        socket.on('error', () => undefined).destroy();
        reject(signal.reason);
      });
    const onError = (error: NodeJS.ErrnoException): void => settle(() => reject(explain(error)));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', () => settle(() => resolve(socket)));
  });

function explain(cause: NodeJS.ErrnoException): AppError {
  if (cause.code === 'EBUSY') {
    return new AppError('conflict', 'Another program has the VM’s serial line open.', {
      cause,
      retryable: true,
      userMessage: 'Another program on the host, a terminal perhaps, has this VM’s serial line open.',
    });
  }
  if (cause.code === 'EACCES' || cause.code === 'EPERM') {
    return new AppError('forbidden', 'The host agent may not open the VM’s serial line.', { cause });
  }
  return new AppError('guest-unreachable', `The VM’s serial line is not there: ${cause.message}`, { cause });
}
