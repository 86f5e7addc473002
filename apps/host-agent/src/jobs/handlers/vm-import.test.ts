import { appendFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { sumsName } from '../../copies/sums-text.ts';
import { recordName } from '../../exports/export-record.ts';
import { importDocument, newVmId } from '../../testing/import-job.ts';
import { benchJobId, benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const bench = provisionedBench();
let exportId: string;
let folder: string;
beforeEach(async () => {
  await bench.driver.powerOff(benchVmId);
  const origin = { template: { title: 'Minimal', version: 3 }, instanceId: 'i-web-1' };
  await bench.run('vm.export', { name: 'kept', ...origin });
  exportId = (await bench.exports.list()).exports[0]?.id ?? '';
  folder = join(bench.exports.folder, exportId);
});

const names = async () => (await bench.driver.list()).map(({ name }) => name).toSorted();
const importVm = async (change: object = {}) =>
  bench.run('vm.import', { ...importDocument((await bench.exports.list()).exports[0]), ...change });
async function changeRecord(change: object): Promise<void> {
  const path = join(folder, recordName);
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...change }));
}

test('a copy is another VM of the same size, off, and the first one stays as it was', async () => {
  const before = await bench.driver.find(benchVmId);
  expect(await importVm()).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(await bench.driver.find(newVmId)).toMatchObject({
    ...{ name: 'web-2', power: 'stopped', image: 'test', media: [] },
    ...{ cpuCount: before?.cpuCount, memoryBytes: before?.memoryBytes, diskBytes: before?.diskBytes },
  });
  expect(await bench.driver.find(benchVmId)).toEqual(before);
  expect(bench.fleet.observe(newVmId)).toMatchObject({ name: 'web-2', power: 'stopped' });
});

test('says that a copy is the same machine inside, and of one in place it does not', async () => {
  const { jobId } = await importVm();
  expect((await bench.linesOf(jobId)).join()).toContain('Inside, web-2 is still web-1');
  await bench.run('vm.delete', {});
  const inPlace = await importVm({ mode: 'in-place', vmId: benchVmId, name: 'web-1' });
  expect(inPlace).toMatchObject({ outcome: 'succeeded' });
  expect((await bench.linesOf(inPlace.jobId)).join()).not.toContain('Inside');
  expect(await names()).toEqual(['web-1', 'web-2']);
});

test('in place is refused while the VM is there', async () => {
  expect(await importVm({ mode: 'in-place', vmId: benchVmId, name: 'web-3' })).toMatchObject({
    ...{ outcome: 'failed', leftBehind: [] },
    error: { code: 'already-exists', message: 'This VM already exists on its host.' },
  });
  expect(await names()).toEqual(['web-1']);
});

test('a name that another VM of the host has is refused', async () => {
  expect(await importVm({ name: 'web-1' })).toMatchObject({
    outcome: 'failed',
    error: { code: 'already-exists' },
  });
});

test.each([
  ['that is gone', () => rm(folder, { recursive: true }), 'no longer has the export'],
  ['of a later version', () => changeRecord({ version: 2 }), 'Update the host agent'],
  ['whose record is damaged', () => writeFile(join(folder, recordName), '{"version":1,'), 'damaged'],
  ['that something else wrote', () => writeFile(join(folder, recordName), '{"name":"x"}'), 'none of Busbar'],
  ['in the folder of another', () => changeRecord({ id: benchJobId }), `holds the export ${benchJobId}`],
  ['that is of another VM by now', () => changeRecord({ vm: otherVm }), 'has changed since it was listed'],
  ['without sums', () => rm(join(folder, sumsName)), 'copied in part'],
  ['whose sums are damaged', () => appendFile(join(folder, sumsName), 'x'), 'SHA256SUMS'],
  ['with a changed file', () => appendFile(join(folder, 'disk'), 'x'), '“disk” of the export'],
  ['with a file too few', () => rm(join(folder, 'disk')), '“disk” of the export'],
  ['with a file too many', () => writeFile(join(folder, 'more'), ''), '“more” was put into the export'],
  ['with a file of another name', () => rename(join(folder, 'disk'), join(folder, 'disk2')), 'is missing'],
])('an export %s is refused with what to do, and nothing is made', async (_what, spoil, words) => {
  const document = importDocument((await bench.exports.list()).exports[0]);
  await spoil();
  const end = await bench.run('vm.import', document);
  expect(end).toMatchObject({ outcome: 'failed', leftBehind: [] });
  expect(end.error?.userMessage).toContain(words);
  expect(end.error?.userMessage).toContain('Nothing was made');
  expect(await names()).toEqual(['web-1']);
  expect(await bench.driver.done()).not.toContain('create-disk-from');
});

const otherVm = {
  ...{ id: benchVmId, name: 'web-1', driver: 'sandbox', image: 'test', cpuCount: 64, memoryBytes: 2 ** 40 },
  ...{ diskBytes: 2 ** 30, network: 'none', template: null, instanceId: null },
};

test('a disk that fills up while it copies leaves nothing', async () => {
  bench.driver.hasFullDisk = true;
  expect(await importVm()).toMatchObject({
    ...{ outcome: 'failed', leftBehind: [] },
    error: { code: 'insufficient-storage' },
  });
  expect(await readdir(join(bench.folder, 'vms'))).toEqual([benchVmId]);
  expect((await bench.exports.list()).exports).toHaveLength(1);
});
