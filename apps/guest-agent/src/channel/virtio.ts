/**
 * The channel of a qemu VM: one virtio-serial port, one connection at a time. The port is opened again
 * whenever it ends; every connection begins in step (see protocol/resync.ts).
 */
import type { Socket } from 'node:net';
import { toAppError } from '@busbar/shared/errors/app-error';
import { guestResync } from '@busbar/shared/http2/resync';
import { followVirtioPort } from '@busbar/shared/native/virtio-port';
import type { ChannelDeps } from './serve-channel.ts';

export async function serveVirtio(path: string, deps: ChannelDeps): Promise<void> {
  const { connections, log, signal } = deps;
  const serve = async (socket: Socket): Promise<void> => {
    await guestResync(socket, signal);
    await connections.serve(socket);
  };
  await followVirtioPort({
    path,
    signal,
    onSocket: (socket) => {
      serve(socket).catch((error: unknown) => {
        socket.destroy();
        // Without a host the port ends at once, four times a second: not worth a line each.
        const { code, message } = toAppError(error);
        if (code !== 'unavailable' && !signal.aborted)
          log('info', 'a connection did not begin', { reason: message });
      });
    },
    onError: (error) => {
      if (!signal.aborted)
        log('warn', 'the channel port failed and is opened again', { reason: error.message });
    },
  });
}
