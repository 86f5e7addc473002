/** The end of the host agent around every step of an import and in the middle of fetching and converting, by `kill -9`. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removePartialImages } from '../images/image-folder.ts';
import { halfFetched } from '../images/sources/fetch-file.ts';
import { FileServer } from '../testing/file-server.ts';
import { bootableDisk, imageJob, importDocument } from '../testing/image-jobs.ts';
import { benchNextJobId, type JobBench, openJobBench } from '../testing/job-bench.ts';
import { halfConverted } from '../testing/memory-images.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

const content = bootableDisk();
let folder: TemporaryDirectory;
let server: FileServer;
let bench: JobBench | null;
beforeEach(async () => {
  folder = await temporaryDirectory();
  server = await FileServer.start({ content, cuts: { times: 0, afterBytes: 0 } });
  bench = null;
});
afterEach(async () => {
  await bench?.close();
  await server.close();
  await folder.remove();
});

const importJob = () =>
  imageJob(
    'image.import',
    importDocument({
      source: { kind: 'url', url: server.url('disk.img') },
      checksum: { kind: 'sha256', value: server.sha256 },
    }),
  );
const inFolder = () => readdir(join(folder.path, 'images'));

test.each([...crashPointsOf('image.import'), halfFetched, halfConverted])(
  'at %s: the job goes on, and the image is whole',
  async (point) => {
    expect(await runUntilKilled(folder.path, point, importJob())).toBe('SIGKILL');
    bench = await openJobBench({ folder: folder.path });
    expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect(await bench.driver.imageMaking.folder.list()).toMatchObject([
      { name: 'debian-13-20260801', sha256: server.sha256, check: { state: 'verified' } },
    ]);
    expect(await inFolder()).toEqual(['debian-13-20260801']);
  },
);

test('what was fetched before a crash is not fetched again', async () => {
  expect(await runUntilKilled(folder.path, halfFetched, importJob())).toBe('SIGKILL');
  bench = await openJobBench({ folder: folder.path });
  await bench.untilEnded(benchNextJobId);
  const [first, second] = server.requests.map(({ range }) => range);
  expect(first).toBeNull();
  expect(Number(/^bytes=(\d+)-$/.exec(second ?? '')?.[1])).toBeGreaterThanOrEqual(content.length / 2);
});

test('a fetched file that was changed meanwhile is not taken for the one that was asked for', async () => {
  expect(await runUntilKilled(folder.path, 'fetch:after', importJob())).toBe('SIGKILL');
  await writeFile(
    join(folder.path, 'images', `.${benchNextJobId}.partial`, 'source'),
    bootableDisk(2 ** 20, 7),
  );
  bench = await openJobBench({ folder: folder.path });
  const { outcome, error } = await bench.untilEnded(benchNextJobId);
  expect({ outcome, error }).toMatchObject({ outcome: 'failed', error: { code: 'bad-peer' } });
  expect(await inFolder()).toEqual([]);
});

test.each(crashPointsOf('image.remove'))(
  'at %s of a removal: it goes on, and nothing is left',
  async (point) => {
    bench = await openJobBench({ folder: folder.path });
    await bench.run({ ...importJob(), jobId: '018f0000-0000-7000-8000-00000000b003' });
    await bench.close();
    const remove = imageJob('image.remove', { driver: 'sandbox', image: 'debian-13-20260801' });
    expect(await runUntilKilled(folder.path, point, remove)).toBe('SIGKILL');
    bench = await openJobBench({ folder: folder.path });
    expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded' });
    expect(await inFolder()).toEqual([]);
  },
);

test('what no job is at work with any more goes, and nothing else', async () => {
  expect(await runUntilKilled(folder.path, halfFetched, importJob())).toBe('SIGKILL');
  const images = join(folder.path, 'images');
  await removePartialImages(images, (jobId) => jobId === benchNextJobId);
  expect(await inFolder()).toEqual([`.${benchNextJobId}.partial`]);
  await removePartialImages(images, () => false);
  expect(await inFolder()).toEqual([]);
});
