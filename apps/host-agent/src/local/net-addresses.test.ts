import type { GuestHeartbeat } from '@busbar/shared/protocol/channel';
import { exampleHeartbeat } from '@busbar/shared/testing/example-heartbeat';
import { expect, test } from 'vitest';
import { isNetworkReady, netAddressesOf } from './net-addresses.ts';

const none = { IPv4: [], IPv6Ula: [], IPv6LinkLocal: [] };
const heartbeat = (...addresses: string[]): { readonly heartbeat: GuestHeartbeat } => ({
  heartbeat: exampleHeartbeat({
    interfaces: [{ name: 'eth0', mac: '', isUp: true, addresses, rxBytes: 0, txBytes: 0 }],
  }),
});

test.each([
  [
    ['10.1.2.3/24', 'fe80::1%eth0', 'FD00::7/64'],
    { IPv4: ['10.1.2.3'], IPv6Ula: ['fd00::7'], IPv6LinkLocal: ['fe80::1'] },
    true,
  ],
  [
    ['127.0.0.1/8', '::1/128', '169.254.3.4/16', 'fe80::2/64'],
    { ...none, IPv6LinkLocal: ['fe80::2'] },
    false,
  ],
  [['2001:db8::1'], { ...none, Unknown: ['2001:db8::1'] }, true],
  [
    ['febf::1', 'fec0::1', 'fcff::1', 'fe00::1'],
    { ...none, IPv6LinkLocal: ['febf::1'], IPv6Ula: ['fcff::1'], Unknown: ['fec0::1', 'fe00::1'] },
    true,
  ],
  [['', 'x', '1.2.3', '999.1.1.1', "'; reboot"], none, false],
])('%j', (addresses, sorted, isReady) => {
  expect(netAddressesOf(heartbeat(...addresses))).toEqual(sorted);
  expect(isNetworkReady(heartbeat(...addresses))).toBe(isReady);
});

test('nothing is known while the channel is down', () => {
  expect(netAddressesOf({ heartbeat: null })).toEqual(none);
  expect(isNetworkReady({ heartbeat: null })).toBe(false);
});
