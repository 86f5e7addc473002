/**
 * The HTTP/1.1 side of the reversed link: one end answers `101 Switching Protocols` and becomes the HTTP/2
 * *client* on the same socket.
 */
import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { AppError } from '../errors/app-error.ts';
import { type ConnectHttp2Options, connectHttp2 } from './connect-http2.ts';
import { sessionLimits } from './stream-class.ts';

/** Writes the 101 and, in the callback of that write (see hand-over.ts), becomes the HTTP/2 client. */
export async function upgradeToHttp2Client(
  socket: Socket,
  protocol: string,
  options: ConnectHttp2Options = {},
): Promise<ClientHttp2Session> {
  const deadlineMs = options.deadlineMs ?? sessionLimits.settingsDeadlineMs;
  await writeOut(
    socket,
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`,
    deadlineMs,
  );
  return connectHttp2(socket, options);
}

/** Resolves when the text has left the process. The socket is destroyed on failure. */
export function writeOut(socket: Socket, text: string, deadlineMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error: AppError | null): void => {
      clearTimeout(timer);
      socket.off('close', onClose);
      if (error === null) {
        resolve();
        return;
      }
      socket.destroy();
      reject(error);
    };
    const onClose = (): void =>
      finish(new AppError('unavailable', 'The connection ended during the upgrade.'));
    const late = new AppError('deadline-exceeded', `The peer took no bytes for ${deadlineMs} ms.`);
    const timer = setTimeout(() => finish(late), deadlineMs);
    socket.once('close', onClose);
    socket.write(text, (cause) => {
      finish(
        cause ? new AppError('unavailable', 'The connection failed during the upgrade.', { cause }) : null,
      );
    });
  });
}
