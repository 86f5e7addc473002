import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cloneDocument, newVmId } from '../../testing/import-job.ts';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const bench = provisionedBench();
beforeEach(() => bench.driver.powerOff(benchVmId));

const folders = async () => ({
  vms: (await readdir(join(bench.folder, 'vms'))).toSorted(),
  copies: await readdir(bench.exports.folder).catch((): string[] => []),
});
const sourceFiles = () => readdir(join(bench.folder, 'vms', benchVmId));

test.each(['full', 'linked'] as const)(
  'a %s clone is another VM of the same size, off, and says who it is',
  async (mode) => {
    const before = await bench.driver.find(benchVmId);
    const end = await bench.run('vm.clone', cloneDocument(mode));
    expect(end).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect(await bench.driver.find(newVmId)).toMatchObject({
      ...{ name: 'web-2', power: 'stopped', image: 'test', media: [] },
      ...{ cpuCount: before?.cpuCount, memoryBytes: before?.memoryBytes, diskBytes: before?.diskBytes },
    });
    expect(await bench.driver.find(benchVmId)).toEqual(before);
    expect(await folders()).toEqual({ vms: [benchVmId, newVmId].toSorted(), copies: [] });
    expect((await bench.linesOf(end.jobId)).join()).toContain('Inside, web-2 is still web-1');
  },
);

test.each(['full', 'linked'] as const)(
  'a %s clone of a VM that runs is refused with what to do',
  async (mode) => {
    await bench.driver.start(benchVmId);
    expect(await bench.run('vm.clone', cloneDocument(mode))).toMatchObject({
      ...{ outcome: 'failed', leftBehind: [] },
      error: { code: 'precondition-failed', userMessage: expect.stringContaining('Shut it down') },
    });
    expect(await folders()).toEqual({ vms: [benchVmId], copies: [] });
  },
);

test('a disk that fills up while it is made leaves neither a VM nor a copy', async () => {
  bench.driver.hasFullDisk = true;
  expect(await bench.run('vm.clone', cloneDocument('full'))).toMatchObject({
    ...{ outcome: 'failed', leftBehind: [] },
    error: { code: 'insufficient-storage' },
  });
  expect(await folders()).toEqual({ vms: [benchVmId], copies: [] });
});

test('a name that is taken is refused before the source is touched', async () => {
  const before = await sourceFiles();
  const taken = { ...cloneDocument('linked'), name: 'web-1' };
  expect(await bench.run('vm.clone', taken)).toMatchObject({
    outcome: 'failed',
    error: { code: 'already-exists' },
  });
  expect(await sourceFiles()).toEqual(before);
  expect(await bench.driver.done()).not.toContain('freeze');
});
