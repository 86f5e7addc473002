import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, test } from 'vitest';
import { sumsName } from '../../copies/sums-text.ts';
import { ExportRecord, recordName } from '../../exports/export-record.ts';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const bench = provisionedBench();
const origin = { template: { title: 'Minimal', version: 3 }, instanceId: 'i-web-1' };
const checkpointId = '018f0000-0000-7000-8000-00000000c0de';
const exportVm = (name = 'before the upgrade') => bench.run('vm.export', { name, ...origin });
const folders = () => readdir(bench.exports.folder).catch((): string[] => []);

test('leaves a folder with the VM, what it was, and sums of every file', async () => {
  await bench.driver.powerOff(benchVmId);
  expect(await exportVm()).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  const { exports } = await bench.exports.list();
  expect(exports).toMatchObject([
    { name: 'before the upgrade', isLive: false, sizeBytes: 23, vm: { id: benchVmId, name: 'web-1' } },
  ]);
  const folder = join(bench.exports.folder, exports[0]?.id ?? '');
  const record = ExportRecord.parse(JSON.parse(await readFile(join(folder, recordName), 'utf8')));
  expect(record).toMatchObject({
    version: 1,
    vm: { image: 'test', network: 'none', diskBytes: 2 ** 30, ...origin },
  });
  expect(await readFile(join(folder, sumsName), 'utf8')).toMatch(
    /^[0-9a-f]{64} {2}disk\n[0-9a-f]{64} {2}export\.json\n$/,
  );
  expect(await readFile(join(folder, 'disk'), 'utf8')).toBe('first half\nsecond half\n');
});

test('refuses a VM that runs, with words that say what to do, and makes nothing', async () => {
  expect(await exportVm()).toMatchObject({
    outcome: 'failed',
    leftBehind: [],
    error: {
      code: 'precondition-failed',
      userMessage: expect.stringContaining('Shut it down, then ask again'),
    },
  });
  expect(await folders()).toEqual([]);
});

test('refuses a name that the VM has an export of already, which stays', async () => {
  await bench.driver.powerOff(benchVmId);
  await exportVm('one');
  const before = await bench.exports.list();
  expect(await exportVm('one')).toMatchObject({ outcome: 'failed', error: { code: 'already-exists' } });
  expect(await bench.exports.list()).toEqual(before);
  expect(await exportVm('two')).toMatchObject({ outcome: 'succeeded' });
  expect((await bench.exports.list()).exports.map(({ name }) => name)).toEqual(['two', 'one']);
});

test('a disk that fills up while it copies leaves nothing', async () => {
  await bench.driver.powerOff(benchVmId);
  bench.driver.hasFullDisk = true;
  const end = await exportVm();
  expect(end).toMatchObject({ outcome: 'failed', leftBehind: [], error: { code: 'insufficient-storage' } });
  expect(await folders()).toEqual([]);
});

test('a cancel while it copies ends it, and leaves nothing', async () => {
  await bench.driver.powerOff(benchVmId);
  bench.driver.exporting.hangs = true;
  const ending = exportVm();
  await waitFor('the copying', async () => (await folders()).length > 0);
  for (const job of bench.runner.unfinished()) await bench.runner.cancel(job);
  expect(await ending).toMatchObject({ outcome: 'cancelled', leftBehind: [] });
  expect(await folders()).toEqual([]);
});

test('a checkpoint is not exported where the driver has no such thing, and nothing is copied', async () => {
  await bench.driver.powerOff(benchVmId);
  expect(await bench.run('vm.export', { name: 'then', checkpointId, ...origin })).toMatchObject({
    ...{ outcome: 'failed', leftBehind: [] },
    error: { code: 'unsupported' },
  });
  expect((await bench.exports.list()).exports).toEqual([]);
});
