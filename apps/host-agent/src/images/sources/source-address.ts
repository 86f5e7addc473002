/**
 * Which addresses a host may fetch an image from. A mirror in one's own network is as good as one elsewhere; but what a
 * person types must not reach what only this machine may: its own loopback services, and where clouds tell a machine its
 * secrets. Looked at for the resolved address, on which the connection is then made (no rebinding in between).
 */
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';

export type AddressPolicy = {
  /** The host agent's setting BUSBAR_IMAGE_LOOPBACK: for tests, and for a mirror on the host itself. */
  readonly isLoopbackAllowed: boolean;
};

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const never = new BlockList();
/** Unspecified, link-local (and so most clouds' metadata), multicast, reserved. */
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['224.0.0.0', 3],
] as const) {
  never.addSubnet(net, prefix, 'ipv4');
}
/** Unspecified; link-local; multicast; addresses in which others are hidden (NAT64, 6to4, Teredo, translated). */
for (const [net, prefix] of [
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
  ['64:ff9b::', 32],
  ['2002::', 16],
  ['2001::', 32],
  ['::ffff:0:0:0', 96],
] as const) {
  never.addSubnet(net, prefix, 'ipv6');
}
/** Metadata of Alibaba Cloud, Azure and AWS outside the link-local range. */
for (const address of ['100.100.100.200', '168.63.129.16']) never.addAddress(address, 'ipv4');
never.addAddress('fd00:ec2::254', 'ipv6');

/** Pure. */
export function isAllowedAddress(address: string, { isLoopbackAllowed }: AddressPolicy): boolean {
  if (isIP(address) === 0) return false;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (loopback.check(address, family)) return isLoopbackAllowed;
  return !never.check(address, family);
}

/** @throws AppError `forbidden` */
export function requireAllowedAddress(name: string, address: string, policy: AddressPolicy): void {
  if (isAllowedAddress(address, policy)) return;
  throw new AppError('forbidden', `${name} is ${address}, from which this host fetches nothing.`, {
    userMessage: `${name} is ${address}, an address of the host itself or of its link, from which no image is fetched. Put the file into the host’s folder of disk files instead. Nothing was imported.`,
  });
}

/** As `net.connect` calls it, for names only: an address in the URL itself is looked at before. */
export function allowedLookup(policy: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    const all: LookupOptions & { all: true } = { ...options, all: true };
    lookup(hostname, all, (error, addresses) => {
      const failure = error ?? findRefused(hostname, addresses, policy);
      if (failure !== null) return callback(failure, '', 0);
      const [first] = addresses;
      if (options.all === true) return callback(null, addresses);
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

/** Every address of a name must be allowed: one bad among good ones is an attempt at getting in. */
function findRefused(name: string, addresses: readonly LookupAddress[], policy: AddressPolicy): Error | null {
  try {
    for (const { address } of addresses) requireAllowedAddress(name, address, policy);
    return null;
  } catch (error) {
    return error as Error;
  }
}
