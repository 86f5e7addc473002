import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const bench = provisionedBench();
const { run, linesOf } = bench;
const gibibyte = 2 ** 30;
const succeeded = { outcome: 'succeeded', leftBehind: [] };
const refused = { outcome: 'failed', leftBehind: [], error: { code: 'precondition-failed' } };
const words = (remedy: string) => ({ userMessage: expect.stringMatching(remedy) });

const ids = async () => (await bench.driver.disks.list(benchVmId)).map(({ id }) => id);
const files = async () =>
  (await readdir(join(bench.folder, 'vms', benchVmId))).filter((name) => name.startsWith('data-'));
const powerOff = () => bench.driver.powerOff(benchVmId);

test('added to a VM that runs, grown, taken out and deleted', async () => {
  expect(await run('disk.add', { sizeGb: 2 })).toMatchObject(succeeded);
  expect(await ids()).toEqual(['system', 'data-1']);
  expect(await run('disk.resize', { diskId: 'data-1', sizeGb: 3 })).toMatchObject(succeeded);
  expect((await bench.driver.disks.list(benchVmId))[1]).toMatchObject({ sizeBytes: 3 * gibibyte });
  expect(await run('disk.remove', { diskId: 'data-1', deleteFile: true })).toMatchObject(succeeded);
  expect(await ids()).toEqual(['system']);
  expect(await files()).toEqual([]);
});

test('a file that is to stay stays, and its place is said', async () => {
  const { jobId: added } = await run('disk.add', { sizeGb: 2 });
  const ended = await run('disk.remove', { diskId: 'data-1', deleteFile: false });
  expect(ended).toMatchObject(succeeded);
  expect(await files()).toEqual([`data-${added}`]);
  expect((await linesOf(ended.jobId)).join('\n')).toContain(`stays on the host: data-${added}`);
});

test('compacted and converted while the VM is off; what was won is said', async () => {
  await run('disk.add', { sizeGb: 1, kind: 'fixed' });
  const compact = () => run('disk.compact', { diskId: 'data-1' });
  await powerOff();
  expect(await compact()).toMatchObject({ ...refused, error: words('Convert it to a dynamic one') });
  expect(await run('disk.convert', { diskId: 'data-1', kind: 'dynamic' })).toMatchObject(succeeded);
  const ended = await compact();
  expect(ended).toMatchObject(succeeded);
  expect((await linesOf(ended.jobId)).join('\n')).toContain('1024.0 MiB won');
});

test.each(['disk.compact', 'disk.convert'])('%s is refused while the VM runs', async (kind) => {
  await run('disk.add', { sizeGb: 1 });
  const what = { diskId: 'data-1', ...(kind === 'disk.convert' ? { kind: 'fixed' } : {}) };
  expect(await run(kind, what)).toMatchObject({ ...refused, error: words('Shut it down first') });
});

test.each([
  ['disk.add', { sizeGb: 1 }],
  ['disk.remove', { diskId: 'data-1', deleteFile: true }],
  ['disk.compact', { diskId: 'data-1' }],
  ['disk.convert', { diskId: 'data-1', kind: 'fixed' }],
])('%s is refused with checkpoints, which would lose a disk', async (kind, what) => {
  await run('disk.add', { sizeGb: 1 });
  await powerOff();
  await bench.driver.checkpoints.create(benchVmId, 'kept');
  const before = [await bench.driver.disks.list(benchVmId), await files()];
  expect(await run(kind, what)).toMatchObject({ ...refused, error: words('Remove its checkpoints first') });
  expect([await bench.driver.disks.list(benchVmId), await files()]).toEqual(before);
});

test('no disk becomes smaller; the system disk grows as a VM is resized, and stays in the VM', async () => {
  await run('disk.add', { sizeGb: 2 });
  const smaller = { outcome: 'failed', error: { code: 'invalid-input' } };
  expect(await run('disk.resize', { diskId: 'data-1', sizeGb: 1 })).toMatchObject(smaller);
  const grow = () => run('disk.resize', { diskId: 'system', sizeGb: 4 });
  expect(await grow()).toMatchObject({ ...refused, error: words('Shut it down first') });
  await powerOff();
  expect(await grow()).toMatchObject(succeeded);
  expect(await bench.driver.find(benchVmId)).toMatchObject({ diskBytes: 4 * gibibyte });
  await expect(run('disk.remove', { diskId: 'system', deleteFile: true })).rejects.toMatchObject({
    code: 'invalid-input',
  });
});

test.each([
  ['disk.add', { sizeGb: 2 }],
  ['disk.compact', { diskId: 'data-1' }],
  ['disk.convert', { diskId: 'data-1', kind: 'fixed' }],
])('%s without room leaves all as it was', async (kind, what) => {
  await run('disk.add', { sizeGb: 1 });
  await powerOff();
  const before = [await bench.driver.disks.list(benchVmId), await files()];
  bench.driver.hasFullDisk = true;
  expect(await run(kind, what)).toMatchObject({
    outcome: 'failed',
    leftBehind: [],
    error: { code: 'insufficient-storage' },
  });
  expect([await bench.driver.disks.list(benchVmId), await files()]).toEqual(before);
});

test('a disk that is not there', async () => {
  expect(await run('disk.remove', { diskId: 'data-9', deleteFile: true })).toMatchObject({
    outcome: 'failed',
    leftBehind: [],
    error: { code: 'not-found' },
  });
});
