import { exampleHeartbeat } from '@busbar/shared/testing/example-heartbeat';
import { expect, it } from 'vitest';
import { networkLight, shownAddresses } from './observed-lights.ts';

const nic = (name: string, isUp: boolean, ...addresses: string[]) => ({
  name,
  mac: '',
  isUp,
  addresses,
  rxBytes: 0,
  txBytes: 0,
});

it.each([
  ['down', [nic('eth0', true, '192.0.2.1')], true, 'unknown'],
  ['up', [nic('lo', true, '127.0.0.1')], null, 'none'],
  ['up', [nic('eth0', true, '192.0.2.1', 'fe80::1')], true, 'up'],
  ['up', [nic('eth0', true, '192.0.2.1')], false, 'down'],
  ['up', [nic('eth0', false, '192.0.2.1')], true, 'down'],
  ['up', [nic('eth0', true, '169.254.3.4', 'fe80::1')], true, 'down'],
] as const)('channel %s with %j and route %s is %s', (channel, interfaces, route, light) => {
  const heartbeat = exampleHeartbeat({ interfaces: [...interfaces], hasDefaultRoute: route });
  expect(networkLight(channel, heartbeat)).toBe(light);
});

it('shows no loopback and no link-local address', () => {
  const interfaces = [nic('lo', true, '127.0.0.1'), nic('eth0', true, 'fe80::1', '192.0.2.1')];
  expect(shownAddresses(exampleHeartbeat({ interfaces, hasDefaultRoute: true }))).toEqual(['192.0.2.1']);
});
