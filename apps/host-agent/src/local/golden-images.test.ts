/** Golden images as clients ask for them: packed, taken in again, fetched and kept up to date, over a real socket. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileServer } from '../testing/file-server.ts';
import { forgeZip } from '../testing/forge-zip.ts';
import { bootableDisk } from '../testing/image-jobs.ts';
import { MemoryDriver } from '../testing/memory-driver.ts';
import { send } from './testing/ask.ts';
import { type LocalBench, openLocalBench } from './testing/local-bench.ts';

const disk = bootableDisk();
const sha256 = createHash('sha256').update(disk).digest('hex');
/** As vmgenie packs one: what Hyper-V exports. */
const foreign = forgeZip([
  { name: 'debian/Virtual Machines/1.vmcx', content: 'machine' },
  { name: 'debian/Virtual Hard Disks/debian.img', content: disk },
]);
let folder: TemporaryDirectory;
let driver: MemoryDriver;
let bench: LocalBench;
beforeEach(async () => {
  folder = await temporaryDirectory();
  driver = new MemoryDriver({ folder: join(folder.path, 'hv') });
  bench = await openLocalBench(folder.path, driver);
});
afterEach(async () => {
  await bench.close();
  await folder.remove();
});

const gmi = (action: string, parameters: object) => bench.ask('gmi', { action, ...parameters });
const packages = (action: string, parameters: object = {}): Promise<never> =>
  bench.data('gmi-package', { action, ...parameters });
const put = async (name: string, content: Buffer): Promise<string> => {
  await mkdir(join(folder.path, 'elsewhere'), { recursive: true });
  const path = join(folder.path, 'elsewhere', name);
  await writeFile(path, content);
  return path;
};
const diskFiles = () => readdir(join(folder.path, 'disk-files'));
const find = (name: string) => driver.imageMaking.folder.find(name);

/** The bench's own state folder holds everything; a client's archive is outside of an agent's. */
const outside = async (
  name: string,
  content: Buffer,
): Promise<{ path: string; remove: () => Promise<void> }> => {
  const other = await temporaryDirectory();
  const path = join(other.path, name);
  await writeFile(path, content);
  return { path, remove: () => other.remove() };
};

test('an archive of others is taken by its one disk; it stays where it is, and no link to it stays', async () => {
  const archive = await outside('Debian 12.zip', foreign);
  const said = { version: '1', title: 'Debian 12', os: 'Debian GNU/Linux', defaultUser: 'genie' };
  const answer = await gmi('import', { archive: archive.path, ...said });
  expect(answer.data).toEqual({ archive: archive.path, status: 'imported', gmiName: 'debian-12-1' });
  expect(await find('debian-12-1')).toMatchObject({
    sha256,
    title: 'Debian 12',
    imported: { slug: 'debian-12', defaultUser: 'genie', source: 'Debian 12.zip', sourceFormat: 'raw' },
  });
  expect(await diskFiles()).toEqual([]);
  await archive.remove();
});

test('what is packed is what comes back: disk, description and sums; its pieces are told', async () => {
  const archive = await outside('debian-12.zip', foreign);
  await gmi('import', { archive: archive.path, version: '1', title: 'Debian 12', hasCloudInit: false });
  await archive.remove();
  const parameters = { action: 'export', id: 'debian-12-1', stream: true };
  const answers = await send(bench.path, [`${JSON.stringify({ id: 'x', command: 'gmi', parameters })}\n`]);
  const packed = join(folder.path, 'disk-files', 'debian-12-1.gmi.zip');
  expect(answers.at(-1)?.data).toEqual({ id: 'debian-12-1', status: 'exported', archive: packed });
  expect(answers.slice(0, -1).at(-1)?.data).toMatchObject({
    doneBytes: disk.length,
    totalBytes: disk.length,
  });
  expect((await readFile(packed)).toString('latin1')).toContain('gmi.json');
  const { vms }: { vms: { Id: string; Name: string }[] } = await bench.data('vm', {
    action: 'list',
    provisioned: 'exclude',
  });
  const guid = vms.find(({ Name }) => Name === 'debian-12-1')?.Id;
  expect((await gmi('export', { id: guid })).status).toBe('ok');
  const again = await gmi('import', { archive: packed, version: '2' });
  expect(again.data).toMatchObject({ gmiName: 'debian-12-2' });
  expect(await find('debian-12-2')).toMatchObject({ sha256, title: 'Debian 12', hasCloudInit: false });
  expect((await gmi('import', { archive: packed })).data).toContain('already has an image “debian-12-1”');
  expect(await diskFiles()).toEqual(['debian-12-1.gmi.zip']);
});

describe('is refused, with nothing left', () => {
  const twoDisks = [
    { name: 'a.vhdx', content: 'x' },
    { name: 'b.vhdx', content: 'x' },
  ];
  const manifest = (more: object) => ({
    name: 'gmi.json',
    content: JSON.stringify({
      ...{ format: 'busbar-golden-image', formatVersion: 1, disk: 'disk.img', sha256: '0'.repeat(64) },
      ...{ title: 'x', os: 'x', defaultUser: null, hasCloudInit: true, secureBoot: 'off', ...more },
    }),
  });
  test.each<[string, Buffer, string]>([
    ['an archive with two disks', forgeZip(twoDisks), '2 disks'],
    ['one without any', forgeZip([{ name: 'readme', content: 'x' }]), '0 disks'],
    ['one with checkpoints', forgeZip([{ name: 'a.avhdx', content: 'x' }]), 'differencing disk'],
    ['a way out of its folder', forgeZip([{ name: '../../x.vhdx', content: 'x' }]), 'a file named'],
    ['a manifest of a later Busbar', forgeZip([manifest({ formatVersion: 2 })]), 'of a later Busbar'],
    ['a manifest that names another file', forgeZip([manifest({ disk: '/etc/shadow' })]), '0 disks'],
    [
      'a disk that is not the one that was packed',
      forgeZip([manifest({}), { name: 'disk.img', content: disk }]),
      'not the one that was packed',
    ],
    ['no zip', Buffer.from('not a zip at all'), 'no zip that can be read'],
    [
      'a disk that says that it has 4 GiB and has none',
      forgeZip([{ name: 'disk.img', content: 'x', saysBytes: 2 ** 32 - 2 }]),
      'is cut',
    ],
  ])('%s', async (_what, content, words) => {
    const archive = await outside('x.zip', content);
    const answer = await gmi('import', { archive: archive.path, version: '1' });
    expect(answer.status).toBe('error');
    expect(answer.data).toContain(words);
    expect(await diskFiles()).toEqual([]);
    expect(await readdir(join(folder.path, 'hv', 'images')).catch(() => [])).toEqual([]);
    await archive.remove();
  });

  test('an archive among the agent’s own files, and a name that is taken', async () => {
    expect((await gmi('import', { archive: await put('a.zip', foreign) })).data).toContain(
      'file of the host agent',
    );
    await writeFile(join(folder.path, 'disk-files', 'b.zip'), foreign);
    expect((await gmi('import', { archive: '/srv/b.zip' })).data).toContain('has another file named b.zip');
  });
});

test('a package is fetched once, again when it is another file, and known to be outdated', async () => {
  const server = await FileServer.start({ content: foreign, cuts: { times: 0, afterBytes: 0 } });
  const url = server.url('debian-12.zip');
  const update = () => packages('update', { url, package: 'debian-12', os: 'Debian GNU/Linux' });
  expect(await update()).toEqual({ url, updated: true, status: 'updated' });
  expect(await update()).toEqual({ url, updated: false, status: 'updated' });
  const { packages: known }: { packages: { image: string }[] } = await packages('list', { os: 'debian' });
  expect(known).toMatchObject([{ package: 'debian-12', os: 'Debian', version: '12', url }]);
  expect(await packages('list', { version: '13' })).toEqual({ packages: [] });
  expect(await find(known[0]?.image ?? '')).toMatchObject({ sha256 });
  expect(await packages('outdated')).toEqual({ outdated: [], count: 0 });
  await server.close();
  expect(await packages('outdated')).toMatchObject({ count: 1, outdated: [{ package: 'debian-12' }] });
});
