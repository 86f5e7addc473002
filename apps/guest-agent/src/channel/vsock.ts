/**
 * The channel of a Hyper-V VM (hv_sock) and of a qemu VM with vsock. Only the host may connect: a local user
 * of the guest could otherwise reach the agent through loopback.
 */
import { listenVsock } from '@busbar/shared/native/vsock';
import type { ChannelDeps } from './serve-channel.ts';
import { serveListening } from './until-listening.ts';

export const serveVsock = (port: number, deps: ChannelDeps): Promise<void> =>
  serveListening(
    'vsock',
    () =>
      listenVsock({
        port,
        onSocket: (socket) => void deps.connections.serve(socket),
        onRefused: (cid) => deps.log('warn', 'a vsock peer that is not the host was refused', { cid }),
      }),
    deps,
  );
