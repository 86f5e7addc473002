import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  benchJobId,
  benchVmId,
  type JobBench,
  jobOnVm,
  openJobBench,
  provisionJob,
} from '../../testing/job-bench.ts';

const former = { cpuCount: 1, memoryBytes: 2 ** 28, diskBytes: 2 ** 30 };
const larger = { cpuCount: 4, memoryBytes: 2 ** 30, diskBytes: 2 ** 31 };

let folder: TemporaryDirectory;
let bench: JobBench;
beforeEach(async () => {
  folder = await temporaryDirectory();
  bench = await openJobBench({ folder: folder.path });
  await bench.runner.accept(provisionJob());
  await bench.untilEnded(benchJobId);
});
afterEach(async () => {
  await bench.close();
  await folder.remove();
});

async function resize(size: object) {
  const job = jobOnVm('vm.resize', size);
  await bench.runner.accept(job);
  return bench.untilEnded(job.jobId);
}

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
