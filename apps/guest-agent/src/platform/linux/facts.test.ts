import { expect, test } from 'vitest';
import { cpuUsageBetween } from '../cpu-usage.ts';
import { parseCpuTimes } from './cpu-usage.ts';
import { parseMounts } from './disks.ts';
import { hasDefaultRoute, parseNetDev } from './interfaces.ts';
import { parseMemory } from './memory.ts';
import { parseOsRelease } from './os-facts.ts';
import { parseDefaultRoutes4, parseDefaultRoutes6 } from './routes.ts';

test('CPU usage is the busy share between two readings', () => {
  const earlier = parseCpuTimes('cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 2 3\n');
  const later = parseCpuTimes('cpu  150 0 150 780 120 0 0 0 0 0\n');
  expect(earlier).toEqual({ busy: 200, total: 1000 });
  expect(cpuUsageBetween(earlier, later)).toBe(0.5);
  expect(cpuUsageBetween(later, later)).toBeNull();
  expect(cpuUsageBetween(null, later)).toBeNull();
  expect(parseCpuTimes('nonsense')).toBeNull();
});

test('memory counts in bytes', () => {
  expect(parseMemory('MemTotal:  100 kB\nMemFree: 10 kB\nMemAvailable:   40 kB\n')).toEqual({
    totalBytes: 102_400,
    availableBytes: 40_960,
  });
  expect(parseMemory('')).toBeNull();
});

test('disks are real file systems, one per device, the root first', () => {
  const mounts = [
    'proc /proc proc rw 0 0',
    '/dev/vda1 / ext4 rw 0 0',
    '/dev/vdb /my\\040data xfs rw 0 0',
    '/dev/vdb /again xfs rw 0 0',
  ].join('\n');
  expect(parseMounts(mounts)).toEqual(['/', '/my data']);
});

test('default routes of both families, without the unreachable one', () => {
  const header = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n';
  const table = `${header}eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\neth1\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n`;
  expect(parseDefaultRoutes4(table)).toEqual(['eth0']);
  const zero = '0'.repeat(32);
  const six = (flags: string, device: string): string =>
    `${zero} 00 ${zero} 00 ${zero} ffffffff 00000001 00000000 ${flags}     ${device}\n`;
  expect(
    parseDefaultRoutes6(six('00200200', 'lo') + six('00000003', 'eth0') + six('00200200', 'eth1')),
  ).toEqual(['eth0']);
});

test('a default route counts only over an interface that is up', () => {
  const link = { mac: '', addresses: [], rxBytes: 0, txBytes: 0 };
  const up = { ...link, name: 'eth0', isUp: true };
  const loopback = { ...link, name: 'lo', isUp: true };
  expect(hasDefaultRoute([loopback], new Set())).toBeNull();
  expect(hasDefaultRoute([loopback, up], new Set(['eth0']))).toBe(true);
  expect(hasDefaultRoute([{ ...up, isUp: false }], new Set(['eth0']))).toBe(false);
  expect(hasDefaultRoute([up], new Set())).toBe(false);
});

test('interface counters', () => {
  const text = 'Inter-| Receive\n face |bytes\n  eth0:12 1 0 0 0 0 0 0 34 2 0 0 0 0 0 0\n';
  expect(parseNetDev(text)).toEqual([{ name: 'eth0', rxBytes: 12, txBytes: 34 }]);
});

test('os-release with all its quotings', () => {
  const facts = parseOsRelease('ID=debian\nPRETTY_NAME="Debian GNU/Linux 12"\nVERSION_ID=\'12\'\n');
  expect([facts.get('ID'), facts.get('PRETTY_NAME'), facts.get('VERSION_ID')]).toEqual([
    'debian',
    'Debian GNU/Linux 12',
    '12',
  ]);
});
