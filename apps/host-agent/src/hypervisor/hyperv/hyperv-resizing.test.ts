import { expect, test } from 'vitest';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { plainHypervVm } from '../testing/one-hyperv-vm.ts';
import { resizingConformance } from '../testing/resizing-conformance.ts';
import { vmIdOf } from '../testing/vm-specification.ts';

resizingConformance('hyperv on the simulator', () => makeHypervFixture());

const vmId = vmIdOf(1);
const size = { cpuCount: 1, memoryBytes: 2 ** 28, diskBytes: 4 * 2 ** 30, dynamicMemory: null };
const signal = new AbortController().signal;

const one = plainHypervVm(size);

test('the disk of a VM with checkpoints stays as it is, and people hear why', async () => {
  await one.driver.checkpoints.create(vmId, 'clean', signal);
  const growing = one.driver.resizing.growDisk(vmId, 2 * size.diskBytes, signal);
  await expect(growing).rejects.toMatchObject({
    code: 'precondition-failed',
    userMessage: expect.stringContaining('Remove them first'),
  });
  expect(await one.driver.resizing.sizeOf(vmId, signal)).toEqual(size);
  await one.driver.resizing.growDisk(vmId, size.diskBytes, signal);
  await one.driver.resizing.setMachine(vmId, { ...size, cpuCount: 2 }, signal);
  expect(await one.driver.resizing.sizeOf(vmId, signal)).toEqual({ ...size, cpuCount: 2 });
});

test.each([
  ['memory', { memoryBytes: 2 ** 28 + 2 ** 20 }],
  ['memory', { memoryBytes: 2 ** 24 }],
])('%s that Hyper-V does not take is refused before it is asked', async (_, change) => {
  const setting = one.driver.resizing.setMachine(vmId, { ...size, ...change }, signal);
  await expect(setting).rejects.toMatchObject({ code: 'invalid-input' });
});
