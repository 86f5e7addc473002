import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, test } from 'vitest';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const bench = provisionedBench();
const move = (place: string) => bench.run('vm.move-storage', { place });
const inFast = () => readdir(join(bench.folder, 'places', 'fast'));
const placeNow = async () => (await bench.driver.storageMoving.look(benchVmId)).place;

test('moved while it runs, and back', async () => {
  const ended = await move('fast');
  expect(ended).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect((await bench.linesOf(ended.jobId)).join('\n')).toContain('From host to fast');
  expect(await placeNow()).toBe('fast');
  expect((await bench.driver.find(benchVmId))?.power).toBe('running');
  expect(await move('host')).toMatchObject({ outcome: 'succeeded' });
  expect(await inFast()).toEqual([]);
});

test.each([
  ['host', 'precondition-failed'],
  ['nowhere', 'not-found'],
])('to %s is refused as %s, with nothing moved', async (place, code) => {
  expect(await move(place)).toMatchObject({
    outcome: 'failed',
    error: { code, userMessage: expect.stringContaining('Nothing was moved.') },
  });
  expect(await placeNow()).toBe('host');
});

test('a full disk and a cancel leave the files where they were, and no half copy', async () => {
  bench.driver.hasFullDisk = true;
  expect(await move('fast')).toMatchObject({
    outcome: 'failed',
    leftBehind: [],
    error: { code: 'insufficient-storage' },
  });
  expect(await inFast()).toEqual([]);
  bench.driver.hasFullDisk = false;
  bench.driver.storageMoving.hangs = true;
  const cancelled = move('fast');
  await waitFor('the half copy', async () => (await inFast()).length > 0);
  for (const job of bench.runner.unfinished()) await bench.runner.cancel(job);
  expect(await cancelled).toMatchObject({ outcome: 'cancelled', leftBehind: [] });
  expect(await inFast()).toEqual([]);
  expect(await placeNow()).toBe('host');
});
