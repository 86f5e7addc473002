import type { GuestHeartbeat } from '@busbar/shared/protocol/channel';
import { expect, it } from 'vitest';
import { networkLight, shownAddresses } from './observed-lights.ts';

const heartbeat = (
  interfaces: GuestHeartbeat['interfaces'],
  hasDefaultRoute: boolean | null,
): GuestHeartbeat => ({
  bootId: 'b',
  uptimeSeconds: 1,
  load: [0, 0, 0],
  cpuCount: 1,
  cpuUsage: null,
  memory: { totalBytes: 1, availableBytes: 1 },
  disks: [],
  interfaces,
  hasDefaultRoute,
  shells: 0,
  cloudInit: { state: 'done', stages: [], errors: [], instanceId: null, datasource: null, simulated: false },
});
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
  expect(networkLight(channel, heartbeat([...interfaces], route))).toBe(light);
});

it('shows no loopback and no link-local address', () => {
  const seen = heartbeat([nic('lo', true, '127.0.0.1'), nic('eth0', true, 'fe80::1', '192.0.2.1')], true);
  expect(shownAddresses(seen)).toEqual(['192.0.2.1']);
});
