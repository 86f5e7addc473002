import { describe, expect, it } from 'vitest';
import { hardwareProblems, needsNetworkConfig, VmAdapter, withMacs } from './hardware.ts';
import { bareMac, MacAddress, macOf } from './mac-address.ts';

const vmId = '018f0000-0000-7000-8000-0000ff00a0ff';
const adapter = (fields: object = {}): VmAdapter => VmAdapter.parse(fields);
const at = (addresses: readonly string[], gateway: string | null = null) =>
  adapter({ addressing: { mode: 'static', addresses, gateway } });

describe('MAC addresses', () => {
  it.each([
    ['02:00:5E:10:00:01', '02:00:5e:10:00:01'],
    ['02-00-5e-10-00-01', '02:00:5e:10:00:01'],
    [' 02005e100001 ', '02:00:5e:10:00:01'],
  ])('%j is %s', (given, mac) => {
    expect(MacAddress.parse(given)).toBe(mac);
    expect(bareMac(mac)).toBe('02005E100001');
  });

  it.each(['01:00:5e:10:00:01', '00:00:00:00:00:00', '02:00:5e:10:00', 'x', '02:00:5e:10:00:01\n1', '$(x)'])(
    '%j is none',
    (given) => expect(MacAddress.safeParse(given).success).toBe(false),
  );

  it('are made from the id: of one station, of no vendor, different for each adapter', () => {
    const made = Array.from({ length: 8 }, (_, index) => macOf(vmId, index));
    expect(new Set(made).size).toBe(8);
    for (const mac of made) {
      expect(MacAddress.parse(mac)).toBe(mac);
      expect(Number.parseInt(mac.slice(0, 2), 16) & 0b11).toBe(0b10);
    }
  });
});

describe('adapters', () => {
  it('get a MAC address where the guest must tell them apart, and keep the one that they have', () => {
    expect(withMacs(vmId, [adapter()])).toEqual([adapter()]);
    expect(needsNetworkConfig([adapter()])).toBe(false);
    const given = adapter({ macAddress: '02:00:5e:10:00:01' });
    expect(withMacs(vmId, [adapter(), given]).map(({ macAddress }) => macAddress)).toEqual([
      macOf(vmId, 0),
      '02:00:5e:10:00:01',
    ]);
    expect(withMacs(vmId, [at(['192.0.2.10/24'])])[0]?.macAddress).toBe(macOf(vmId, 0));
  });

  it.each([
    { addressing: { mode: 'static', addresses: [] } },
    { addressing: { mode: 'static', addresses: ['192.0.2.10'] } },
    { addressing: { mode: 'static', addresses: ['192.0.2.10/33'] } },
    { addressing: { mode: 'static', addresses: ['192.0.2.10/24\n  dhcp4: true'] } },
    { addressing: { mode: 'static', addresses: ['192.0.2.10/24'], gateway: '"' } },
    { addressing: { mode: 'static', addresses: ['192.0.2.10/24'], dnsServers: ['dns.example'] } },
    { vlanId: 0 },
    { vlanId: 4095 },
    { switchName: '' },
  ])('%j is none', (fields) => expect(VmAdapter.safeParse(fields).success).toBe(false));
});

describe('what does not fit together', () => {
  const pathsOf = (input: object): string[] =>
    hardwareProblems({ memoryMb: 512, ...input }).map(({ path }) => path.join('.'));
  const memory = (minimumMb: number, maximumMb: number) => ({
    dynamicMemory: { minimumMb, maximumMb, bufferPercent: 20 },
  });
  const mac = '02:00:5e:10:00:01';

  it.each([
    ['memory that starts below its least', memory(1024, 2048), ['dynamicMemory.minimumMb']],
    ['memory that starts above its most', memory(256, 384), ['dynamicMemory.maximumMb']],
    ['memory from least to most', memory(512, 512), []],
    [
      'one MAC address twice',
      { adapters: [adapter({ macAddress: mac }), adapter({ macAddress: mac })] },
      ['adapters.1.macAddress'],
    ],
    [
      'one MAC address for several VMs',
      { count: 2, adapters: [adapter({ macAddress: mac })] },
      ['adapters.0.macAddress'],
    ],
    [
      'one address for several VMs',
      { count: 2, adapters: [at(['192.0.2.1/24'])] },
      ['adapters.0.addressing.addresses'],
    ],
    [
      'a gateway elsewhere',
      { adapters: [at(['192.0.2.10/28'], '192.0.2.17')] },
      ['adapters.0.addressing.gateway'],
    ],
    [
      'a gateway of the other family',
      { adapters: [at(['192.0.2.10/24'], 'fe80::1')] },
      ['adapters.0.addressing.gateway'],
    ],
    [
      'gateways that can be reached',
      { adapters: [at(['192.0.2.10/28'], '192.0.2.1'), at(['2001:db8::2/64'], 'fe80::1')] },
      [],
    ],
    ['none of it', {}, []],
  ])('%s', (_what, input, paths) => expect(pathsOf(input)).toEqual(paths));
});
