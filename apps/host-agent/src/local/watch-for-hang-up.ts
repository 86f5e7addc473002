/** Notices that a client has gone, also while nothing is written to it and nothing more is read from it. */
import type { Socket } from 'node:net';
import { toAppError } from '@busbar/shared/errors/app-error';
import { hasHungUp } from '@busbar/shared/native/has-hung-up';
import type { Log } from '../log.ts';

const everyMs = 1_000;

/**
 * Calls when the client is gone, perhaps more than once. One that has only ended its side is still there (`socat`), which a UNIX socket
 * tells on being asked. A named pipe has no such half: there the end of its side is the end.
 */
export function watchForHangUp(socket: Socket, log: Log, onGone: () => void): void {
  socket.once('close', onGone);
  if (process.platform === 'win32') {
    socket.once('end', onGone);
    return;
  }
  const look = (): void => {
    try {
      if (!socket.destroyed && hasHungUp(socket)) onGone();
    } catch (thrown) {
      clearInterval(timer);
      log.debug(
        { err: toAppError(thrown) },
        'a local client’s hanging up can only be noticed by writing to it',
      );
    }
  };
  const timer = setInterval(look, everyMs).unref();
  socket.once('end', look);
  socket.once('close', () => clearInterval(timer));
}
