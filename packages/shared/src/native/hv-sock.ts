/**
 * hv_sock on Windows: the way from a Hyper-V host to an agent in a VM, with no network. Only dialling: libuv cannot
 * accept on it, so the guest listens and the host dials.
 */
import type { Socket } from 'node:net';
import { type ConnectLimits, connectWinsock } from './connect-winsock.ts';
import { afHyperv, encodeHypervAddress, hypervProtocolRaw, hypervVmIds } from './hyperv-address.ts';

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
