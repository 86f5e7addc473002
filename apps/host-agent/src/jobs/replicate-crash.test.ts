/** The end of the host agent around every step of copying an image, and in the middle of its disk, by `kill -9`. */
import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { halfFetched } from '../images/sources/fetch-file.ts';
import { type Brought, bringReplicas, putImage, replicatedImage } from '../testing/bring-replicas.ts';
import { bootableDisk } from '../testing/image-jobs.ts';
import { benchNextJobId, type JobBench, openJobBench } from '../testing/job-bench.ts';
import { replicateJob } from '../testing/replicate-jobs.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

const content = bootableDisk();
const sha256 = createHash('sha256').update(content).digest('hex');
let folder: TemporaryDirectory;
let bench: JobBench | null;
let gone: AbortController;
beforeEach(async () => {
  folder = await temporaryDirectory();
  bench = null;
  gone = new AbortController();
  await mkdir(folder.path, { recursive: true });
  await putImage(join(folder.path, 'other'), content, sha256);
});
afterEach(async () => {
  gone.abort();
  await bench?.close();
  await folder.remove();
});

async function goOn(): Promise<Brought> {
  bench = await openJobBench({ folder: folder.path });
  const from = join(folder.path, 'other');
  return bringReplicas({ desk: bench.replicas, jobId: benchNextJobId, from, signal: gone.signal });
}

// Before a step is after the one before it, which only is not written down yet.
const points = crashPointsOf('image.replicate').filter((point) => !point.endsWith(':before'));
test.each([...points, halfFetched])('at %s: the job goes on, and the image is whole', async (point) => {
  expect(await runUntilKilled(folder.path, point, replicateJob(sha256))).toBe('SIGKILL');
  await goOn();
  expect(await bench?.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(await bench?.driver.imageMaking.folder.list()).toMatchObject([
    { name: replicatedImage, sha256, check: { state: 'verified' }, replicated: { from: 'rack-1' } },
  ]);
  expect(await readdir(join(folder.path, 'images'))).toEqual([replicatedImage]);
});

test('what was copied before a crash is not copied again', async () => {
  expect(await runUntilKilled(folder.path, halfFetched, replicateJob(sha256))).toBe('SIGKILL');
  const { wishes } = await goOn();
  await bench?.untilEnded(benchNextJobId);
  const [first] = wishes;
  expect(first).toMatchObject({ kind: 'file', name: 'disk.img' });
  expect(first?.kind === 'file' ? first.from : 0).toBeGreaterThanOrEqual(content.length / 2);
});
