import { rm } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import { writeBenchIsos } from '../../testing/bench-isos.ts';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const bench = provisionedBench();
const { run } = bench;
const signal = new AbortController().signal;
const inDrives = async (): Promise<readonly unknown[]> => bench.driver.media.list(benchVmId, signal);

let one: string;
let two: string;
beforeEach(async () => {
  [one, two] = await writeBenchIsos(bench.folder, ['one.iso', 'two.iso']);
});

test('attaches, swaps and ejects; an empty drive is what was asked for', async () => {
  const succeeded = { outcome: 'succeeded', leftBehind: [] };
  expect(await run('media.attach', { iso: 'one.iso' })).toMatchObject(succeeded);
  expect(await inDrives()).toEqual([{ role: 'iso', path: one }]);
  expect(await run('media.attach', { iso: 'two.iso' })).toMatchObject(succeeded);
  expect(await inDrives()).toEqual([{ role: 'iso', path: two }]);
  expect(await run('media.eject', {})).toMatchObject(succeeded);
  expect(await run('media.eject', {})).toMatchObject(succeeded);
  expect(await inDrives()).toEqual([]);
});

test('an ISO that is gone, or is none, fails before anything is changed', async () => {
  await run('media.attach', { iso: 'one.iso' });
  await rm(two);
  expect(await run('media.attach', { iso: 'two.iso' })).toMatchObject({
    outcome: 'failed',
    leftBehind: [],
    error: { code: 'not-found' },
  });
  expect(await inDrives()).toEqual([{ role: 'iso', path: one }]);
});

test.each(['../seeds/x.iso', '/etc/shadow', 'x.iso:y.iso'])('takes no path: %j', async (iso) => {
  await expect(run('media.attach', { iso })).rejects.toMatchObject({ code: 'invalid-input' });
  expect(await inDrives()).toEqual([]);
});

test('a VM that waits in a checkpoint keeps its discs', async () => {
  await run('media.attach', { iso: 'one.iso' });
  const { id } = await bench.driver.checkpoints.create(benchVmId, 'clean');
  await bench.driver.checkpoints.apply(benchVmId, id);
  const refused = { outcome: 'failed', leftBehind: [], error: { code: 'precondition-failed' } };
  expect(await run('media.attach', { iso: 'two.iso' })).toMatchObject(refused);
  expect(await run('media.eject', {})).toMatchObject(refused);
  expect(await inDrives()).toEqual([{ role: 'iso', path: one }]);
});
