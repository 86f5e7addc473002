import type { InterfaceRow } from '@busbar/shared/native/windows-structs';
import { expect, test } from 'vitest';
import { hasDefaultRoute, toInterfaces } from './health.ts';

const row = (over: Partial<InterfaceRow>): InterfaceRow => ({
  index: 1,
  alias: 'Ethernet',
  mac: '00:15:5d:00:6a:01',
  isUp: true,
  isReal: true,
  rxBytes: 1,
  txBytes: 2,
  ...over,
});
const filter = row({
  index: 2,
  alias: 'Ethernet-WFP Native MAC Layer LightWeight Filter-0000',
  isReal: false,
});
const loopback = row({ index: 3, alias: 'Loopback Pseudo-Interface 1', isReal: false, mac: '' });

test('hardware is told with its addresses, without them too, and what is stacked on it is not', () => {
  const addresses = {
    Ethernet: [{ cidr: '10.0.0.5/24', address: '10.0.0.5' }],
    'Loopback Pseudo-Interface 1': [{ cidr: null, address: '::1' }],
  };
  const told = toInterfaces([row({}), filter, loopback, row({ index: 4, alias: 'Ethernet 2' })], addresses);
  expect(told.map(({ name, addresses: own }) => [name, own])).toEqual([
    ['Ethernet', ['10.0.0.5/24']],
    ['Loopback Pseudo-Interface 1', ['::1']],
    ['Ethernet 2', []],
  ]);
});

test('a default route counts on hardware that is up; without hardware there is nothing to say', () => {
  expect(hasDefaultRoute([row({})], new Set([1]))).toBe(true);
  expect(hasDefaultRoute([row({ isUp: false })], new Set([1]))).toBe(false);
  expect(hasDefaultRoute([row({}), filter], new Set([2]))).toBe(false);
  expect(hasDefaultRoute([loopback], new Set([3]))).toBeNull();
});
