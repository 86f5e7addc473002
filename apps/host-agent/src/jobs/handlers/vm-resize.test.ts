import { expect, test } from 'vitest';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const former = { cpuCount: 1, memoryBytes: 2 ** 28, diskBytes: 2 ** 30 };
const larger = { cpuCount: 4, memoryBytes: 2 ** 30, diskBytes: 2 ** 31 };

const bench = provisionedBench();
const resize = (size: object) => bench.run('vm.resize', size);

test('sets CPUs, memory and disk, and the fleet sees it', async () => {
  await bench.driver.powerOff(benchVmId);
  expect(await resize(larger)).toMatchObject({ outcome: 'succeeded' });
  expect(await bench.driver.find(benchVmId)).toMatchObject(larger);
  expect(bench.fleet.observe(benchVmId)).toMatchObject({ cpuCount: 4, memoryBytes: 2 ** 30 });
});

test('refuses a VM that runs, and changes nothing', async () => {
  const end = await resize(larger);
  expect(end).toMatchObject({
    outcome: 'failed',
    leftBehind: [],
    error: { code: 'precondition-failed', userMessage: expect.stringContaining('Shut it down') },
  });
  expect(await bench.driver.find(benchVmId)).toMatchObject(former);
});

test('refuses a smaller disk before anything is changed', async () => {
  await bench.driver.powerOff(benchVmId);
  const end = await resize({ ...larger, diskBytes: 2 ** 29 });
  expect(end).toMatchObject({ outcome: 'failed', leftBehind: [], error: { code: 'invalid-input' } });
  expect(await bench.driver.find(benchVmId)).toMatchObject(former);
  expect(await bench.driver.done()).not.toContain('set-machine');
});

test('gives the former CPUs and memory back when the disk cannot grow', async () => {
  await bench.driver.powerOff(benchVmId);
  bench.driver.hasFullDisk = true;
  const end = await resize(larger);
  expect(end).toMatchObject({ outcome: 'failed', leftBehind: [], error: { code: 'insufficient-storage' } });
  expect(await bench.driver.find(benchVmId)).toMatchObject(former);
});
