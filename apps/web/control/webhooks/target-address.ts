/**
 * Which addresses a webhook may be sent to. The verdict is about the resolved address at the time of
 * sending, and the connection is pinned to it: a name that resolves differently a moment later (DNS
 * rebinding) gains nothing.
 */
import type { LookupAddress } from 'node:dns';
import { AppError } from '@busbar/shared/errors/app-error';
import ipaddr from 'ipaddr.js';

/** Global unicast space of IPv6 (RFC 4291 §2.4); what lies outside reaches nothing public. */
const globalIpv6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** False for private, loopback, link-local (and so metadata), shared (CGNAT), multicast, reserved and translated ranges. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(globalIpv6);
}

/**
 * The address to connect to. Every address of the name must be allowed: one bad among good ones is an
 * attempt at getting in.
 *
 * @throws `forbidden` with a text for the delivery's record, `unavailable` when the name has no address.
 */
export function chooseTarget(
  name: string,
  addresses: readonly LookupAddress[],
  allowPrivateTargets: boolean,
): LookupAddress {
  const first = addresses[0];
  if (first === undefined) throw new AppError('unavailable', `${name} has no address.`);
  const refused = allowPrivateTargets
    ? undefined
    : addresses.find(({ address }) => !isPublicAddress(address));
  if (refused === undefined) return first;
  throw new AppError('forbidden', `${name} is ${refused.address}, which is not a public address.`, {
    userMessage: `${name} is ${refused.address}, which is not a public address. An administrator can allow private targets for this webhook.`,
  });
}
