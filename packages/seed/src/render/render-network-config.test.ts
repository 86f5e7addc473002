import { VmAdapter, withMacs } from '@busbar/shared/domain/hardware';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { lintSeed } from '../lint/lint-seed.ts';
import { renderNetworkConfig } from './render-network-config.ts';

const vmId = '018f0000-0000-7000-8000-0a0b0c0d0e0f';
const rendered = (adapters: readonly object[]): string =>
  renderNetworkConfig(
    withMacs(
      vmId,
      adapters.map((adapter) => VmAdapter.parse(adapter)),
    ),
  );
const seed = { metaData: 'instance-id: x\nlocal-hostname: x\n', userData: '#cloud-config\n{}\n' };

it('tells two adapters apart by their MAC addresses, with what each has', () => {
  const networkConfig = rendered([
    {},
    {
      macAddress: '02-00-5E-10-00-01',
      addressing: {
        mode: 'static',
        addresses: ['192.0.2.10/24', '2001:db8::a/64'],
        gateway: '192.0.2.1',
        dnsServers: ['192.0.2.53', '2001:db8::53'],
      },
    },
  ]);
  expect(parse(networkConfig)).toEqual({
    version: 2,
    ethernets: {
      nic0: {
        match: { macaddress: '0a:0b:0c:0d:0e:0f' },
        'set-name': 'nic0',
        dhcp4: true,
        'dhcp4-overrides': { 'route-metric': 100 },
      },
      nic1: {
        match: { macaddress: '02:00:5e:10:00:01' },
        'set-name': 'nic1',
        dhcp4: false,
        addresses: ['192.0.2.10/24', '2001:db8::a/64'],
        routes: [{ to: '0.0.0.0/0', via: '192.0.2.1' }],
        nameservers: { addresses: ['192.0.2.53', '2001:db8::53'] },
        optional: true,
      },
    },
  });
  expect(lintSeed({ ...seed, networkConfig })).toEqual([]);
});

it('has a way out over IPv6 too, and none where no gateway is given', () => {
  const [one, two] = Object.values<{ routes?: unknown }>(
    parse(
      rendered([
        { addressing: { mode: 'static', addresses: ['2001:db8::a/64'], gateway: 'fe80::1' } },
        { addressing: { mode: 'static', addresses: ['192.0.2.10/24'] } },
      ]),
    ).ethernets,
  );
  expect(one?.routes).toEqual([{ to: '::/0', via: 'fe80::1' }]);
  expect(two?.routes).toBeUndefined();
});

it('is never written for an adapter that could not be found by it', () => {
  expect(() => renderNetworkConfig([VmAdapter.parse({})])).toThrow('no MAC address');
});
