/** The channel of a Windows guest: sockets by Windows' own calls. */
import { listenHvSock } from '@busbar/shared/native/hv-sock';
import { vsockServiceId } from '@busbar/shared/native/hyperv-address';
import { listenWinsock } from '@busbar/shared/native/listen-winsock';
import type { ChannelDeps } from './serve-channel.ts';
import { serveListening } from './until-listening.ts';

const internet = { family: 2, protocol: 6 } as const;

/** hv_sock. Windows itself turns away everybody but the host. */
export const serveHvSock = (port: number, deps: ChannelDeps): Promise<void> =>
  serveListening('hv_sock', () => listenHvSock(vsockServiceId(port), handlersOf(deps)), deps);

/** The same calls over TCP, where they can be tried without a Hyper-V host. */
export const serveLoopback = (port: number, deps: ChannelDeps): Promise<void> =>
  serveListening(
    'loopback',
    () => listenWinsock({ ...internet, local: loopbackAddress(port), ...handlersOf(deps) }),
    deps,
  );

const handlersOf = ({ connections, log }: ChannelDeps) => ({
  onSocket: (socket: Parameters<typeof connections.serve>[0]) => void connections.serve(socket),
  onFailure: (error: Error) =>
    log('warn', 'a connection failed while it was made', { reason: error.message }),
});

/** `struct sockaddr_in` */
function loopbackAddress(port: number): Buffer {
  const address = Buffer.alloc(16);
  address.writeUInt16LE(internet.family, 0);
  address.writeUInt16BE(port, 2);
  address.set([127, 0, 0, 1], 4);
  return address;
}
