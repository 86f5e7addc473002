import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import type { ObservedVm } from '@busbar/shared/protocol/link';
import { exampleHeartbeat } from '@busbar/shared/testing/example-heartbeat';
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
  addressSources: '{}',
  hypervisorName: null,
  guest: 'null',
  cloudInit: 'null',
  bootedAt: null,
  liveName: 'web',
  cpuCount: 2,
  memoryMb: 1024,
  diskGb: 8,
  deletedAt: null,
};
const observed = (change: Partial<ObservedVm>, before = vm): VmRecord =>
  observeVm(
    before,
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

const cloudInitStatus = (state: CloudInitStatus['state']): CloudInitStatus => ({
  state,
  stages: [],
  errors: [],
  instanceId: null,
  datasource: null,
  simulated: false,
});
const cloudInit = cloudInitStatus('running');
const report = {
  addresses: [
    { address: '10.1.2.3', source: 'kvp' as const },
    { address: '10.1.2.4', source: 'neighbour' as const },
  ],
  cloudInit,
};

it('takes from the host what no agent tells, and says who told it', () => {
  const seen = observed({ power: 'running', report });
  expect(JSON.parse(seen.addresses)).toEqual(['10.1.2.3', '10.1.2.4']);
  expect(JSON.parse(seen.addressSources)).toEqual({ '10.1.2.3': 'kvp', '10.1.2.4': 'neighbour' });
  expect(JSON.parse(seen.cloudInit)).toEqual({ ...cloudInit, source: 'kvp' });
  expect(observed({ power: 'running', report: { addresses: [], cloudInit: null } }, seen)).toMatchObject({
    addresses: seen.addresses,
    cloudInit: seen.cloudInit,
  });
});

it('believes the agent first, and about cloud-init also after it has gone', () => {
  const reported = observed({ power: 'running', report });
  const heartbeat = exampleHeartbeat({ bootId: 'b', cloudInit: cloudInitStatus('done') });
  const told = observed({ power: 'running', channel: 'up', heartbeat, report }, reported);
  expect(JSON.parse(told.addressSources)).toEqual({});
  expect(JSON.parse(told.cloudInit)).toMatchObject({ state: 'done' });
  const silent = observed({ power: 'running', report }, told);
  expect(JSON.parse(silent.cloudInit)).toEqual(JSON.parse(told.cloudInit));
  expect(JSON.parse(silent.addressSources)).toEqual({ '10.1.2.3': 'kvp', '10.1.2.4': 'neighbour' });
});

it('a name that somebody gave it at the hypervisor is told beside its own, until it is its own again', () => {
  const renamed = observed({ name: 'Ada’s VM (old)' });
  expect(renamed).toMatchObject({ name: 'web', hypervisorName: 'Ada’s VM (old)' });
  expect(observed({ name: 'web' }, renamed)).toMatchObject({ hypervisorName: null });
});

it('a VM that is saved is told so, and as paused by a host that does not know the difference', () => {
  expect(observed({ power: 'paused', isSaved: true }).state).toBe('saved');
  expect(observed({ power: 'paused' }).state).toBe('paused');
});
