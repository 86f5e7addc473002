import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { resizingConformance } from '../testing/resizing-conformance.ts';
import { vmIdOf, vmSpecification } from '../testing/vm-specification.ts';
import type { HypervDriver } from './hyperv-driver.ts';

resizingConformance('hyperv on the simulator', () => makeHypervFixture());

const vmId = vmIdOf(1);
const size = { cpuCount: 1, memoryBytes: 2 ** 28, diskBytes: 4 * 2 ** 30, dynamicMemory: null };
const signal = new AbortController().signal;

let fixture: HypervFixture;
let driver: HypervDriver;
beforeEach(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
  await driver.adopt(signal);
  const vm = vmSpecification(1, fixture.image, size);
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
});
afterEach(async () => {
  await driver.close();
  await fixture.remove();
});

test('the disk of a VM with checkpoints stays as it is, and people hear why', async () => {
  await driver.checkpoints.create(vmId, 'clean', signal);
  const growing = driver.resizing.growDisk(vmId, 2 * size.diskBytes, signal);
  await expect(growing).rejects.toMatchObject({
    code: 'precondition-failed',
    userMessage: expect.stringContaining('Remove them first'),
  });
  expect(await driver.resizing.sizeOf(vmId, signal)).toEqual(size);
  await driver.resizing.growDisk(vmId, size.diskBytes, signal);
  await driver.resizing.setMachine(vmId, { ...size, cpuCount: 2 }, signal);
  expect(await driver.resizing.sizeOf(vmId, signal)).toEqual({ ...size, cpuCount: 2 });
});

test.each([
  ['memory', { memoryBytes: 2 ** 28 + 2 ** 20 }],
  ['memory', { memoryBytes: 2 ** 24 }],
])('%s that Hyper-V does not take is refused before it is asked', async (_, change) => {
  const setting = driver.resizing.setMachine(vmId, { ...size, ...change }, signal);
  await expect(setting).rejects.toMatchObject({ code: 'invalid-input' });
});
