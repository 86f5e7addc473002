import type { Log } from '../log.ts';
import type { ChannelChoice } from './choose-channel.ts';
import type { Connections } from './connections.ts';
import { serveUnix } from './unix.ts';

export type ChannelDeps = {
  readonly connections: Connections;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/** Serves the chosen channel until the signal aborts. The native ones are loaded only where they are used. */
export async function serveChannel(choice: ChannelChoice, deps: ChannelDeps): Promise<void> {
  switch (choice.kind) {
    case 'unix':
      return serveUnix({
        path: choice.path,
        onSocket: (socket) => void deps.connections.serve(socket),
        onListening: () => deps.log('info', 'listening', { path: choice.path }),
        signal: deps.signal,
      });
    case 'virtio':
      return (await import('./virtio.ts')).serveVirtio(choice.path, deps);
    case 'vsock':
      return (await import('./vsock.ts')).serveVsock(choice.port, deps);
    case 'hvsock':
      return (await import('./windows-socket.ts')).serveHvSock(choice.port, deps);
    case 'loopback':
      return (await import('./windows-socket.ts')).serveLoopback(choice.port, deps);
  }
}
