import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageImportDocument } from '@busbar/shared/jobs/image-import';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiskFolder } from '../../images/sources/disk-folder.ts';
import { FileServer } from '../../testing/file-server.ts';
import { bootableDisk, imageJob, importDocument } from '../../testing/image-jobs.ts';
import { benchJobIdOf, type JobBench, openJobBench, provisionJob } from '../../testing/job-bench.ts';

const disk = bootableDisk();
const sha256 = createHash('sha256').update(disk).digest('hex');
const sha512 = createHash('sha512').update(disk).digest('hex');
const name = 'debian-13-20260801';
let folder: TemporaryDirectory;
let bench: JobBench;
let server: FileServer;
let jobs: number;
beforeEach(async () => {
  folder = await temporaryDirectory();
  bench = await openJobBench({ folder: folder.path });
  server = await FileServer.start({
    content: disk,
    cuts: { times: 0, afterBytes: 0 },
    others: {
      '/SHA512SUMS': (response) => response.end(`${sha512}  disk.img\n`),
      '/page': (response) => response.end('<html>not found</html>'),
    },
  });
  jobs = 0;
  await putFile('disk.img', disk);
});
afterEach(async () => {
  await bench.close();
  await server.close();
  await folder.remove();
});

async function putFile(fileName: string, content: Buffer): Promise<void> {
  const disks = new DiskFolder(folder.path);
  await disks.make();
  await writeFile(join(disks.path, fileName), content);
}
const run = (kind: string, document: object) => {
  jobs += 1;
  return bench.run(imageJob(kind, document, benchJobIdOf(jobs)));
};
const importImage = (more: Partial<ImageImportDocument> = {}) => run('image.import', importDocument(more));
const fromUrl = (path = 'disk.img'): Pick<ImageImportDocument, 'source'> => ({
  source: { kind: 'url', url: server.url(path) },
});
const reference = { driver: 'sandbox', image: name };
const images = async (): Promise<readonly HostImage[]> =>
  (await bench.driver.images()).filter((image) => image.name !== 'test');
const inFolder = () => readdir(join(folder.path, 'images')).catch((): string[] => []);
const diskPath = () => join(folder.path, 'images', name, 'disk.img');
const damage = async (): Promise<void> => {
  await chmod(diskPath(), 0o644);
  await writeFile(diskPath(), bootableDisk(2 * 2 ** 20, 2));
};
const provision = () =>
  bench.run(
    provisionJob({
      jobId: benchJobIdOf(900 + jobs),
      document: { ...(provisionJob().document as object), image: name },
    }),
  );

test('imports a file that lies on the host, which stays there', async () => {
  expect(await importImage()).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(await images()).toMatchObject([
    {
      ...{ name, title: 'Debian 13', os: 'Debian GNU/Linux', sha256, sizeBytes: disk.length },
      virtualSizeBytes: disk.length,
      check: { state: 'verified' },
      imported: {
        ...{ slug: 'debian-13', version: '20260801', source: 'disk.img', sourceFormat: 'raw' },
        ...{ defaultUser: 'debian', isChecked: false },
      },
    },
  ]);
  expect(await inFolder()).toEqual([name]);
  expect(await readdir(join(folder.path, 'disk-files'))).toEqual(['disk.img']);
  expect(await provision()).toMatchObject({ outcome: 'succeeded' });
});

test('imports from a URL whose connection breaks, with a checksum from a list', async () => {
  server.options.cuts = { times: 1, afterBytes: 1_000_000 };
  const end = await importImage({
    source: { kind: 'url', url: `${server.url('disk.img')}?key=secret` },
    checksum: { kind: 'sums', url: server.url('SHA512SUMS') },
  });
  expect(end).toMatchObject({ outcome: 'succeeded' });
  expect(await images()).toMatchObject([
    { imported: { source: server.url('disk.img'), isChecked: true }, check: { state: 'verified' } },
  ]);
  expect(server.requests.map(({ path }) => path)).toEqual([
    '/SHA512SUMS',
    '/disk.img?key=secret',
    '/disk.img?key=secret',
  ]);
  expect(JSON.stringify(await bench.outbox.read(0))).not.toContain('secret');
});

test.each([
  [
    'another checksum',
    { checksum: { kind: 'sha256', value: 'a1'.repeat(32) } },
    'is not what the checksum says',
  ],
  ['no disk', { source: { kind: 'url', url: '' } }, 'no disk'],
  ['a file that is not there', { source: { kind: 'file', name: 'gone.img' } }, 'gone.img'],
] as const)('leaves nothing of %s', async (_what, more, said) => {
  const source = 'source' in more && more.source.kind === 'url' ? fromUrl('page') : {};
  const end = await importImage({ ...more, ...source } as Partial<ImageImportDocument>);
  expect(end).toMatchObject({ outcome: 'failed', leftBehind: [] });
  expect(end.error?.userMessage).toContain(said);
  expect(await inFolder()).toEqual([]);
});

test('refuses a name that is taken, and leaves that image as it is', async () => {
  await importImage();
  const before = await images();
  await putFile('disk.img', bootableDisk(2 * 2 ** 20, 9));
  expect(await importImage()).toMatchObject({ outcome: 'failed', error: { code: 'already-exists' } });
  expect(await images()).toEqual(before);
  expect(await importImage({ version: '20260901' })).toMatchObject({ outcome: 'succeeded' });
});

test('does not put its disk where somebody has put one by hand', async () => {
  await mkdir(join(folder.path, 'images', name), { recursive: true });
  await writeFile(diskPath(), 'mine');
  expect(await importImage()).toMatchObject({ outcome: 'failed', error: { code: 'already-exists' } });
  expect(await readFile(diskPath(), 'utf8')).toBe('mine');
});

test('a disk that fills up while it converts leaves nothing', async () => {
  bench.driver.hasFullDisk = true;
  const end = await importImage();
  expect(end).toMatchObject({ outcome: 'failed', leftBehind: [], error: { code: 'insufficient-storage' } });
  expect(await inFolder()).toEqual([]);
});

test('a cancel while it converts ends it, and leaves nothing', async () => {
  bench.driver.imageMaking.hangs = true;
  const ending = importImage();
  await waitFor('the conversion', async () =>
    (await readdir(join(folder.path, 'images'), { recursive: true })).some((path) =>
      path.endsWith('disk.img'),
    ),
  );
  for (const job of bench.runner.unfinished()) await bench.runner.cancel(job);
  expect(await ending).toMatchObject({ outcome: 'cancelled', leftBehind: [] });
  expect(await inFolder()).toEqual([]);
});

test('makes no VM from a disk that has changed, and says so by the image’s name', async () => {
  await importImage();
  await damage();
  expect(await images()).toMatchObject([{ check: { state: 'unverified' } }]);
  const damaged = { outcome: 'failed', error: { code: 'precondition-failed' } };
  const first = await provision();
  expect(first).toMatchObject(damaged);
  expect(first.error?.userMessage).toContain(`“${name}” on this host is damaged`);
  expect(await images()).toMatchObject([{ check: { state: 'damaged' } }]);
  jobs += 1;
  // What is known to be damaged is not read again, and nothing is begun.
  expect(await provision()).toMatchObject(damaged);
  expect(await bench.driver.done()).not.toContain('create-disk');
});

test('verify reads the disk anew, whatever is remembered of it', async () => {
  await importImage();
  expect(await run('image.verify', reference)).toMatchObject({ outcome: 'succeeded' });
  await damage();
  const end = await run('image.verify', reference);
  expect(end).toMatchObject({ outcome: 'failed', error: { code: 'precondition-failed' } });
  await writeFile(diskPath(), disk);
  expect(await run('image.verify', reference)).toMatchObject({ outcome: 'succeeded' });
  expect(await images()).toMatchObject([{ check: { state: 'verified' } }]);
  await rm(diskPath());
  expect(await run('image.verify', reference)).toMatchObject({ outcome: 'failed' });
});

test('removes an image on which no VM stands, and says which ones do', async () => {
  await importImage();
  await provision();
  const refused = await run('image.remove', reference);
  expect(refused).toMatchObject({ outcome: 'failed', error: { code: 'conflict' } });
  expect(refused.error?.userMessage).toContain('web-1');
  expect(await images()).toHaveLength(1);
  await bench.driver.delete(provisionJob().vmId ?? '');
  expect(await run('image.remove', reference)).toMatchObject({ outcome: 'succeeded' });
  expect(await inFolder()).toEqual([]);
  expect(await run('image.remove', reference)).toMatchObject({
    outcome: 'failed',
    error: { code: 'not-found' },
  });
});

test('leaves what others have put into the folder of an image that it removes', async () => {
  await importImage();
  await writeFile(join(folder.path, 'images', name, 'notes.txt'), 'mine');
  await writeFile(join(folder.path, 'images', 'README.txt'), 'mine too');
  expect(await run('image.remove', reference)).toMatchObject({ outcome: 'succeeded' });
  expect(await readdir(join(folder.path, 'images', name))).toEqual(['notes.txt']);
  expect(await images()).toEqual([]);
});
