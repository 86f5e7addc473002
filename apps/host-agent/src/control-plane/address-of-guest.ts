import type { GuestHeartbeat } from '@busbar/shared/protocol/channel';

/** The first IPv4 address by which others reach the guest; null without any. Pure. */
export function ipv4Of(interfaces: GuestHeartbeat['interfaces']): string | null {
  const found = interfaces
    .filter(({ isUp, name }) => isUp && name !== 'lo')
    .flatMap(({ addresses }) => addresses)
    .map((address) => address.split('/')[0] ?? '')
    .find((address) => /^\d+(\.\d+){3}$/.test(address) && !/^(127|169\.254)\./.test(address));
  return found ?? null;
}
