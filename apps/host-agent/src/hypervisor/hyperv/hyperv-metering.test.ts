import { afterEach, beforeEach, expect, test } from 'vitest';
import { meteringOf } from '../metering.ts';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { vmIdOf, vmSpecification } from '../testing/vm-specification.ts';
import type { HypervDriver } from './hyperv-driver.ts';

const signal = new AbortController().signal;
const vmId = vmIdOf(1);
let fixture: HypervFixture;
let driver: HypervDriver;
beforeEach(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
  await driver.adopt(signal);
  const vm = vmSpecification(1, fixture.image);
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
});
afterEach(async () => {
  await driver.close();
  await fixture.remove();
});

test('what a VM uses is counted from the time at which it is asked for, and once', async () => {
  const metering = meteringOf(driver);
  expect(await metering.measure(vmId, signal)).toBeNull();
  await expect(metering.beginAnew(vmId, signal)).rejects.toMatchObject({ code: 'precondition-failed' });
  await driver.start(vmId, signal);
  await metering.turnOn(vmId, signal);
  const host = await fixture.simulator.host(fixture.hostName);
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
  const { machine, version } = await driver.facts(signal);
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
  await driver.start(vmId, signal);
  expect((await driver.facts(signal)).machine).toEqual(machine);
});
