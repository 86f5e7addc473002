import { isIPv4, isIPv6 } from 'node:net';
import type { ObservedVm } from '@busbar/shared/protocol/link';

/** A VM's addresses as vmgenie sorts them. `Unknown` (global IPv6) is there only when there are such. */
export type NetAddresses = {
  readonly IPv4: readonly string[];
  readonly IPv6Ula: readonly string[];
  readonly IPv6LinkLocal: readonly string[];
  readonly Unknown?: readonly string[];
};

/** What the guest agent says of its interfaces; nothing while the channel is down. Pure. */
export function netAddressesOf({ heartbeat }: Pick<ObservedVm, 'heartbeat'>): NetAddresses {
  const all = (heartbeat?.interfaces ?? [])
    .flatMap(({ addresses }) => addresses)
    .map((address) => address.replace(/[/%].*$/, '').toLowerCase());
  const ofKind = (kind: AddressKind): string[] => all.filter((address) => kindOf(address) === kind);
  const others = ofKind('global');
  return {
    IPv4: ofKind('v4'),
    IPv6Ula: ofKind('ula'),
    IPv6LinkLocal: ofKind('link-local'),
    ...(others.length === 0 ? {} : { Unknown: others }),
  };
}

/** Whether others can reach it: an address that is not only of its own link. */
export const isNetworkReady = (vm: Pick<ObservedVm, 'heartbeat'>): boolean => {
  const { IPv4, IPv6Ula, Unknown = [] } = netAddressesOf(vm);
  return IPv4.length + IPv6Ula.length + Unknown.length > 0;
};

type AddressKind = 'v4' | 'ula' | 'link-local' | 'global' | 'none';

function kindOf(address: string): AddressKind {
  // Loopback and self-assigned addresses reach nobody; vmgenie leaves them out too.
  if (isIPv4(address)) return /^(127|169\.254|0)\./.test(address) ? 'none' : 'v4';
  if (!isIPv6(address)) return 'none';
  const [first = ''] = address.split(':');
  if (first === '') return 'none';
  const bits = Number.parseInt(first, 16);
  if ((bits & 0xffc0) === 0xfe80) return 'link-local';
  return (bits & 0xfe00) === 0xfc00 ? 'ula' : 'global';
}
