/** Addresses of a guest by what Hyper-V and the host's neighbour table say. Pure. */
import { isIP } from 'node:net';
import { addressLimit, type ReportedAddress } from '@busbar/shared/protocol/guest-report';
import { z } from 'zod';
import type { VmSummary } from '../results.ts';
import type { KvpItem } from './kvp-item.ts';

export const Neighbor = z.object({
  MacAddress: z.string().toUpperCase(),
  IPAddress: z.string().max(64),
  /** Name of a NeighborState. */
  State: z.string(),
});
export type Neighbor = z.infer<typeof Neighbor>;

/** Of others nobody has answered. */
const answered = ['Reachable', 'Stale', 'Delay', 'Probe', 'Permanent'];
/** Of an adapter that never was started with a dynamic one. */
const noMac = '000000000000';
/** What the integration service says of the machine as a whole, several with semicolons between. */
const addressItems = ['NetworkAddressIPv4', 'NetworkAddressIPv6'];

/** MAC addresses of adapters of which the guest has said nothing. */
export const silentMacs = (vm: VmSummary): readonly string[] =>
  vm.NetworkAdapters.filter(({ IPAddresses }) => usable(IPAddresses).length === 0)
    .map(({ MacAddress }) => MacAddress)
    .filter((mac) => mac !== '' && mac !== noMac);

/** The guest's own words first; neighbours only for adapters of which it says nothing. */
export function addressesOf(
  vm: VmSummary,
  items: readonly KvpItem[],
  neighbors: readonly Neighbor[],
): readonly ReportedAddress[] {
  const told = usable(vm.NetworkAdapters.flatMap(({ IPAddresses }) => IPAddresses));
  const said = items
    .filter(({ Source, Name }) => Source === 'intrinsic' && addressItems.includes(Name))
    .flatMap(({ Data }) => Data.split(';'));
  const own = told.length > 0 ? told : usable(said);
  const macs = own.length > 0 && told.length === 0 ? [] : silentMacs(vm);
  const seen = neighbors.filter(
    ({ MacAddress, State }) => macs.includes(MacAddress) && answered.includes(State),
  );
  const heard = usable(seen.map(({ IPAddress }) => IPAddress)).filter((address) => !own.includes(address));
  return [
    ...own.map((address) => ({ address, source: 'kvp' as const })),
    ...heard.map((address) => ({ address, source: 'neighbour' as const })),
  ].slice(0, addressLimit);
}

/** Addresses by which others reach it, each once. */
const usable = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.map((text) => text.trim()).filter((text) => isIP(text) !== 0 && isRoutable(text))),
];

const isRoutable = (address: string): boolean =>
  !/^(0\.|127\.|169\.254\.|22[4-9]\.|2[3-5]\d\.|::$|::1$|fe80:|ff)/i.test(address);
