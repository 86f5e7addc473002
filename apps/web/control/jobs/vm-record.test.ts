import type { ObservedVm } from '@busbar/shared/protocol/link';
import { expect, it } from 'vitest';
import { observeVm, type VmRecord } from './vm-record.ts';

const vm: VmRecord = {
  id: 'v',
  name: 'web',
  hostId: 'h',
  state: 'stopped',
  channel: 'down',
  network: 'none',
  networkLostAt: null,
  addresses: '[]',
  guest: 'null',
  cloudInit: 'null',
  bootedAt: null,
  liveName: 'web',
  cpuCount: 2,
  memoryMb: 1024,
  diskGb: 8,
  deletedAt: null,
};
const observed = (change: Partial<ObservedVm>): VmRecord =>
  observeVm(
    vm,
    {
      vmId: 'v',
      name: 'web',
      driver: 'hyperv',
      power: 'stopped',
      channel: 'down',
      cpuCount: 2,
      memoryBytes: 2 ** 30,
      hello: null,
      heartbeat: null,
      ...change,
    },
    new Date(0),
  );

it('takes the size that somebody gave it at the hypervisor', () => {
  expect(observed({ cpuCount: 4, memoryBytes: 2 ** 31 })).toMatchObject({
    cpuCount: 4,
    memoryMb: 2048,
    diskGb: 8,
  });
});

it.each([
  ['nothing, of a VM that it cannot read', { cpuCount: 0, memoryBytes: 0 }],
  ['what no column holds', { cpuCount: 2 ** 40, memoryBytes: Number.MAX_SAFE_INTEGER }],
])('keeps the size when a host says %s', (_, change) => {
  expect(observed(change)).toMatchObject({ cpuCount: 2, memoryMb: 1024 });
});
