/**
 * What a VM may be given beside CPUs, memory and disk, where its driver has the ability: memory that follows its need,
 * network adapters of its own, a TPM.
 */
import { z } from 'zod';
import { adapterLimit } from './adapter-limit.ts';
import { MacAddress, macOf } from './mac-address.ts';

/** The memory of the VM itself is what it starts with; the hypervisor gives and takes between these two. */
export const DynamicMemory = z.object({
  minimumMb: z
    .number('Say the least memory, in MiB.')
    .int('Memory is in whole MiB.')
    .min(32, 'A VM has at least 32 MiB of memory.'),
  maximumMb: z
    .number('Say the most memory, in MiB.')
    .int('Memory is in whole MiB.')
    .max(1024 * 1024, 'A VM has at most 1 TiB of memory.'),
  /** Kept free above what the guest uses, in percent of that. */
  bufferPercent: z
    .number('Say the buffer, in percent.')
    .int('The buffer is in whole percents.')
    .min(5, 'The buffer is from 5 to 2000 percent.')
    .max(2000, 'The buffer is from 5 to 2000 percent.')
    .default(20),
});
export type DynamicMemory = z.infer<typeof DynamicMemory>;

const Cidr = z.union([z.cidrv4(), z.cidrv6()], 'An address has its prefix length, such as 192.0.2.10/24.');
const Ip = z.union([z.ipv4(), z.ipv6()], 'This is no IP address.');

export const Addressing = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('dhcp') }),
  z.object({
    mode: z.literal('static'),
    addresses: z
      .array(Cidr)
      .min(1, 'Give at least one address, such as 192.0.2.10/24.')
      .max(16, 'An adapter has at most 16 addresses.'),
    gateway: Ip.nullable().default(null),
    dnsServers: z.array(Ip).max(8, 'An adapter has at most 8 DNS servers.').default([]),
  }),
]);
export type Addressing = z.infer<typeof Addressing>;

export const VlanId = z
  .number('A VLAN has a number.')
  .int('A VLAN has a whole number.')
  .min(1, 'VLANs are numbered from 1 to 4094.')
  .max(4094, 'VLANs are numbered from 1 to 4094.');

/** The adapter itself; whoever plugs it knows nothing of addresses. */
export const AdapterHardware = z.object({
  /** Name of a switch of the host; null for the one on which VMs are put. */
  switchName: z.string().min(1).max(256).nullable().default(null),
  /** The VLAN whose frames it sends and gets, untagged inside the VM; null for none. */
  vlanId: VlanId.nullable().default(null),
  /** Null: whatever the hypervisor gives it. */
  macAddress: MacAddress.nullable().default(null),
});
export type AdapterHardware = z.infer<typeof AdapterHardware>;

export const VmAdapter = AdapterHardware.extend({ addressing: Addressing.default({ mode: 'dhcp' }) });
export type VmAdapter = z.infer<typeof VmAdapter>;

/** In the order in which the guest gets them. */
export const VmAdapters = z
  .array(VmAdapter)
  .max(adapterLimit, `A VM has at most ${adapterLimit} network adapters.`);

/** Fields of what provisions a VM; each needs the ability of its name. */
export const hardwareFields = {
  dynamicMemory: DynamicMemory.nullable().optional(),
  /** None or absent: `network` says whether it has one. */
  adapters: VmAdapters.optional(),
  tpm: z.boolean().optional(),
};
export type HardwareInput = {
  readonly memoryMb: number;
  readonly dynamicMemory?: DynamicMemory | null | undefined;
  readonly adapters?: readonly VmAdapter[] | undefined;
  readonly tpm?: boolean | undefined;
  /** VMs that are asked for at once. */
  readonly count?: number | undefined;
};

export const hardwareAbilities = ['dynamic-memory', 'adapters', 'tpm'] as const;
export type HardwareAbility = (typeof hardwareAbilities)[number];

/** What the driver must be able to do for it. */
export function abilitiesNeeded({
  dynamicMemory,
  adapters,
  tpm,
}: Omit<HardwareInput, 'memoryMb'>): HardwareAbility[] {
  return hardwareAbilities.filter(
    (ability) =>
      (ability === 'dynamic-memory' && dynamicMemory != null) ||
      (ability === 'adapters' && (adapters?.length ?? 0) > 0) ||
      (ability === 'tpm' && tpm === true),
  );
}

/** Whether the guest must be told of its adapters; one that only asks for an address is found by cloud-init itself. */
export const needsNetworkConfig = (adapters: readonly VmAdapter[]): boolean =>
  adapters.length > 1 || adapters.some(({ addressing }) => addressing.mode === 'static');

/** The same with an address for each that the guest must tell from others. */
export const withMacs = (vmId: string, adapters: readonly VmAdapter[]): readonly VmAdapter[] =>
  needsNetworkConfig(adapters)
    ? adapters.map((adapter, index) => ({ ...adapter, macAddress: adapter.macAddress ?? macOf(vmId, index) }))
    : adapters;

type Problem = { readonly path: readonly (string | number)[]; readonly message: string };

/** What no schema of one field sees. Pure. */
export function hardwareProblems({
  memoryMb,
  dynamicMemory,
  adapters = [],
  count = 1,
}: HardwareInput): Problem[] {
  const problems: Problem[] = [];
  const report = (path: Problem['path'], message: string): void => void problems.push({ path, message });
  if (dynamicMemory != null) {
    const { minimumMb, maximumMb } = dynamicMemory;
    if (minimumMb > memoryMb)
      report(
        ['dynamicMemory', 'minimumMb'],
        `The VM starts with ${memoryMb} MiB, so the least is at most that.`,
      );
    if (maximumMb < memoryMb)
      report(
        ['dynamicMemory', 'maximumMb'],
        `The VM starts with ${memoryMb} MiB, so the most is at least that.`,
      );
  }
  adapters.forEach(({ macAddress, addressing }, index) => {
    const isTaken = adapters.findIndex((other) => other.macAddress === macAddress) < index;
    const ofMac = ['adapters', index, 'macAddress'];
    if (macAddress !== null && isTaken) report(ofMac, 'Another adapter has this MAC address.');
    if (macAddress !== null && count > 1) report(ofMac, 'Several VMs cannot have one MAC address.');
    if (addressing.mode !== 'static') return;
    const at = ['adapters', index, 'addressing'];
    if (count > 1)
      report([...at, 'addresses'], 'Several VMs cannot have one address. Use DHCP, or one VM at a time.');
    const { gateway, addresses } = addressing;
    if (gateway !== null && !addresses.some((cidr) => isReachable(cidr, gateway)))
      report([...at, 'gateway'], 'The gateway lies in none of the networks of this adapter.');
  });
  return problems;
}

/** For a schema that has the fields. */
export function reportHardware(
  input: HardwareInput,
  context: {
    readonly addIssue: (issue: { code: 'custom'; path: (string | number)[]; message: string }) => void;
  },
): void {
  for (const { path, message } of hardwareProblems(input)) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
}

/** Of IPv6 only the family is looked at: its gateways are mostly link-local. */
function isReachable(cidr: string, gateway: string): boolean {
  const [address = '', prefix = ''] = cidr.split('/');
  if (gateway.includes(':') || address.includes(':')) return gateway.includes(':') === address.includes(':');
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(gateway) / size);
}

const numberOf = (ipv4: string): number =>
  ipv4.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
