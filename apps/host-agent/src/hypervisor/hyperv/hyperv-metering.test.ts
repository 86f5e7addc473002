import { expect, test } from 'vitest';
import { meteringOf } from '../metering.ts';
import { plainHypervVm } from '../testing/one-hyperv-vm.ts';
import { vmIdOf } from '../testing/vm-specification.ts';

const signal = new AbortController().signal;
const vmId = vmIdOf(1);
const one = plainHypervVm();

test('what a VM uses is counted from the time at which it is asked for, and once', async () => {
  const metering = meteringOf(one.driver);
  expect(await metering.measure(vmId, signal)).toBeNull();
  await expect(metering.beginAnew(vmId, signal)).rejects.toMatchObject({ code: 'precondition-failed' });
  await one.driver.start(vmId, signal);
  await metering.turnOn(vmId, signal);
  const host = await one.fixture.simulator.host(one.fixture.hostName);
  const since = host.vms()[0]?.meteringSince;
  await metering.turnOn(vmId, signal);
  expect(host.vms()[0]?.meteringSince).toBe(since);
  const memoryBytes = 256 * 2 ** 20;
  expect(await metering.measure(vmId, signal)).toMatchObject({
    averageMemoryBytes: memoryBytes,
    maximumMemoryBytes: memoryBytes,
    diskBytes: 4 * 2 ** 30,
  });
  await metering.beginAnew(vmId, signal);
  await metering.turnOff(vmId, signal);
  await metering.turnOff(vmId, signal);
  expect(await metering.measure(vmId, signal)).toBeNull();
  await expect(metering.measure(vmIdOf(2), signal)).rejects.toMatchObject({ code: 'not-found' });
});

test('the machine as Hyper-V sees it, with what it can do, and nothing that changes all the time', async () => {
  const { machine, version } = await one.driver.facts(signal);
  expect(machine).toMatchObject({
    cpuCount: 16,
    memoryBytes: 64 * 2 ** 30,
    numaNodes: [{ id: 0, cpuCount: 16, memoryBytes: 64 * 2 ** 30 }],
    features: expect.arrayContaining([
      { name: 'Live migration', isOn: false },
      { name: 'VMs across NUMA nodes', isOn: true },
    ]),
  });
  expect(version).toBe(`Hyper-V, VM version ${machine?.vmVersions.at(-1)}`);
  await one.driver.start(vmId, signal);
  expect((await one.driver.facts(signal)).machine).toEqual(machine);
});
