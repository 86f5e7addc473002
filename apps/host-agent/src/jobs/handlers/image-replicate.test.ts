import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import type { ReplicaSource } from '@busbar/shared/protocol/replicas';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bringing, bringReplicas, putImage, replicatedImage } from '../../testing/bring-replicas.ts';
import { bootableDisk } from '../../testing/image-jobs.ts';
import { type JobBench, benchNextJobId as jobId, openJobBench } from '../../testing/job-bench.ts';
import { memoryImageFolder } from '../../testing/memory-images.ts';
import { replicateJob } from '../../testing/replicate-jobs.ts';

const disk = bootableDisk();
const sumOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const sha256 = sumOf(disk);
let folder: TemporaryDirectory;
let other: string;
let bench: JobBench;
let gone: AbortController;
beforeEach(async () => {
  folder = await temporaryDirectory();
  other = join(folder.path, 'other');
  gone = new AbortController();
  bench = await openJobBench({ folder: folder.path });
  await putImage(other, disk, sha256);
});
afterEach(async () => {
  gone.abort();
  await bench.close();
  await folder.remove();
});

const bring = (more: Partial<Bringing> = {}) =>
  bringReplicas({ desk: bench.replicas, jobId, from: other, signal: gone.signal, ...more });
const inFolder = () => readdir(join(folder.path, 'images')).catch((): string[] => []);
const images = async (): Promise<readonly HostImage[]> =>
  (await bench.driver.images()).filter((image) => image.name !== 'test');

test('an image comes with everything that its host says of it, and what lies beside its disk', async () => {
  await writeFile(join(other, 'images', replicatedImage, 'kernel'), 'a kernel');
  const { wishes } = bring();
  expect(await bench.run(replicateJob(sha256))).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  const [there] = await memoryImageFolder(other).list();
  expect(await images()).toEqual([
    {
      ...there,
      check: { state: 'verified', at: expect.any(Number) },
      replicated: { from: 'rack-1', at: expect.any(Number) },
    },
  ]);
  expect(wishes.map((wish) => ('name' in wish ? wish.name : wish.kind)).slice(0, 3)).toEqual([
    ...['source', 'disk.img', 'kernel'],
  ]);
  expect(await inFolder()).toEqual([replicatedImage]);
  expect((await readdir(join(folder.path, 'images', replicatedImage))).toSorted()).toEqual([
    ...['disk.img', 'disk.img.sum.json', 'image.json', 'kernel'],
  ]);
});

test('a connection that breaks again and again is gone on with, and the log says so once', async () => {
  const starts: number[] = [];
  bring({
    bytes: async function* (_path, from) {
      starts.push(from);
      yield disk.subarray(from, from + 512 * 1024);
      if (from + 512 * 1024 < disk.length) throw new Error('the socket is dead');
    },
  });
  expect(await bench.run(replicateJob(sha256))).toMatchObject({ outcome: 'succeeded' });
  expect(starts).toEqual([0, 1, 2, 3].map((part) => part * 512 * 1024));
});

test('what may pass is said in the log and waited for', async () => {
  const waits = bench.run(replicateJob(sha256));
  await waitFor('the wish', () => canTell(new AppError('host-offline', 'rack-1 is offline.')));
  bring();
  expect(await waits).toMatchObject({ outcome: 'succeeded' });
});

function canTell(error: AppError): boolean {
  try {
    bench.replicas.tell(jobId, error);
    return true;
  } catch {
    return false;
  }
}

test('a cancel in the middle leaves nothing', async () => {
  bring({
    bytes: async function* () {
      yield disk.subarray(0, 1024);
      await bench.runner.cancel({ jobId, attempt: 1 });
      await new Promise<void>((resolve) => gone.signal.addEventListener('abort', () => resolve()));
    },
  });
  expect(await bench.run(replicateJob(sha256))).toMatchObject({ outcome: 'cancelled', leftBehind: [] });
  expect(await inFolder()).toEqual([]);
});

describe('fails, and leaves nothing:', () => {
  const told =
    (change: (source: ReplicaSource) => Partial<ReplicaSource>) =>
    (source: ReplicaSource): ReplicaSource => ({ ...source, ...change(source) });
  const file = { name: 'disk.img', sizeBytes: disk.length, sha256 };
  const changed = Buffer.from(disk).fill(9, 4096, 8192);
  const cases: readonly (readonly [string, string, Partial<Bringing>])[] = [
    [
      'other bytes than the source has measured',
      'the SHA-256 of disk.img is',
      {
        bytes: async function* (_path, from) {
          yield changed.subarray(from);
        },
      },
    ],
    [
      'more bytes than it said',
      'sends more than it said',
      {
        bytes: async function* () {
          for (;;) yield disk;
        },
      },
    ],
    [
      'another image under the name',
      'has another image',
      { told: told(() => ({ files: [{ ...file, sha256: sumOf(changed) }] })) },
    ],
    [
      'a file that no image of this driver has',
      'that this host does not know',
      { told: told(() => ({ files: [file, { ...file, name: 'passwd' }] })) },
    ],
    [
      'the name of another image in its record',
      'tells of another image',
      { told: told(({ record }) => ({ record: { ...record, name: 'debian-12' } })) },
    ],
    [
      'a record that is none',
      'not understood',
      { told: told(() => ({ record: { name: replicatedImage, os: 7 } })) },
    ],
    [
      'a size that this host has no room for',
      'Not enough disk space',
      {
        told: told(({ record }) => ({
          record: { ...record, sizeBytes: 2 ** 39 },
          files: [{ ...file, sizeBytes: 2 ** 39 }],
        })),
      },
    ],
  ];
  afterEach(async () => {
    expect(await inFolder()).toEqual([]);
    expect(await images()).toEqual([]);
  });

  test.each(cases)('%s', async (_what, words, more) => {
    bring(more);
    const { outcome, error, leftBehind } = await bench.run(replicateJob(sha256));
    expect({ outcome, leftBehind }).toEqual({ outcome: 'failed', leftBehind: [] });
    expect(error?.userMessage).toContain(words);
  });

  test('a disk that is something else, although its checksum is right', async () => {
    const page = Buffer.from(`<html>${' '.repeat(2 ** 20)}`);
    await putImage(other, page, sumOf(page));
    bring();
    const { outcome, error } = await bench.run(replicateJob(sumOf(page)));
    expect({ outcome, code: error?.code }).toEqual({ outcome: 'failed', code: 'invalid-input' });
  });

  test('an image that is damaged where it is', async () => {
    await putImage(other, changed, sha256);
    bring();
    const { error } = await bench.run(replicateJob(sha256));
    expect(error?.userMessage).toContain('is damaged');
  });
});

test('an image that is there already is left as it is', async () => {
  await mkdir(join(folder.path, 'images'), { recursive: true });
  await putImage(folder.path, disk, sha256);
  bring();
  const { outcome, error } = await bench.run(replicateJob(sha256));
  expect({ outcome, code: error?.code }).toEqual({ outcome: 'failed', code: 'already-exists' });
  expect(await inFolder()).toEqual([replicatedImage]);
});

test('nobody can bring what no job wants', () => {
  expect(() => bench.replicas.bringSource(jobId, {} as ReplicaSource)).toThrow(/No job of this host/);
  expect(() => bench.replicas.tell(jobId, new AppError('internal', 'no'))).toThrow(/No job of this host/);
});
