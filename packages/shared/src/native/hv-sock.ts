/**
 * hv_sock on Windows: the way from a Hyper-V host to an agent in a VM, with no network. The guest listens and the host
 * dials. libuv can accept on it as little as it can dial, so both are Windows' own calls.
 */
import type { Socket } from 'node:net';
import { type ConnectLimits, connectWinsock } from './connect-winsock.ts';
import { afHyperv, encodeHypervAddress, hypervProtocolRaw, hypervVmIds } from './hyperv-address.ts';
import { listenWinsock, type WinsockListening } from './listen-winsock.ts';
import type { DescriptorListener } from './wrap-descriptor.ts';

export type HvSockAddress = {
  /** Hyper-V's id of the VM, or one of `hypervVmIds`. */
  readonly vmId: string;
  readonly serviceId: string;
};

/** @throws `guest-unreachable`, `forbidden` or `unsupported` with Windows' code, or `cancelled`. */
export async function connectHvSock(address: HvSockAddress, limits: ConnectLimits): Promise<Socket> {
  const anyService = hypervVmIds.wildcard;
  return connectWinsock(
    {
      family: afHyperv,
      protocol: hypervProtocolRaw,
      local: encodeHypervAddress(hypervVmIds.wildcard, anyService),
      remote: encodeHypervAddress(address.vmId, address.serviceId),
    },
    limits,
  );
}

/**
 * In a guest: only its host may connect. Bound to the parent's id, Windows itself turns away everybody else, such as a
 * user of the guest who dials it by loopback.
 *
 * @throws `unsupported` or `forbidden` with Windows' code
 */
export const listenHvSock = (
  serviceId: string,
  handlers: Pick<WinsockListening, 'onSocket' | 'onFailure'>,
): DescriptorListener =>
  listenWinsock({
    family: afHyperv,
    protocol: hypervProtocolRaw,
    local: encodeHypervAddress(hypervVmIds.parent, serviceId),
    ...handlers,
  });
