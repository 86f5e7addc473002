import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImageUrl, isNewerVersion, shownUrl } from '@busbar/shared/domain/image';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskFolder } from './disk-folder.ts';
import { isAllowedAddress } from './source-address.ts';
import { findSum } from './sums-text.ts';

describe('addresses', () => {
  test.each([
    '10.1.2.3',
    '192.168.1.1',
    '172.16.0.9',
    '93.184.216.34',
    '2606:2800:220:1::1',
    'fd12::1',
    '::ffff:10.0.0.1',
  ])('%s is fetched from', (address) =>
    expect(isAllowedAddress(address, { isLoopbackAllowed: false })).toBe(true),
  );

  test.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'fe80::1',
    'fd00:ec2::254',
    '168.63.129.16',
    '100.100.100.200',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    'ff02::1',
    'localhost',
    '',
  ])('%s never is', (address) => expect(isAllowedAddress(address, { isLoopbackAllowed: true })).toBe(false));

  test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    '%s is where that is allowed',
    (address) => {
      expect(isAllowedAddress(address, { isLoopbackAllowed: true })).toBe(true);
      expect(isAllowedAddress(address, { isLoopbackAllowed: false })).toBe(false);
    },
  );
});

describe('URLs', () => {
  test.each(['https://mirror.example/d.qcow2', 'http://10.0.0.1:8080/a/b?x=1'])('%s is one', (url) =>
    expect(ImageUrl.safeParse(url).success).toBe(true),
  );
  test.each([
    '',
    'file:///etc/passwd',
    'ftp://a/b',
    'javascript:alert(1)',
    'https://me:secret@mirror/d',
    'no',
    '//x/y',
  ])('%s is none', (url) => expect(ImageUrl.safeParse(url).success).toBe(false));
  test('are shown without what may be a key', () => {
    expect(shownUrl('https://m.example/a%20b.img?key=1#2')).toBe('https://m.example/a%20b.img');
  });
});

test('versions are compared by the numbers in them', () => {
  expect(isNewerVersion('13.10', '13.9')).toBe(true);
  expect(isNewerVersion('20260801', '20250801')).toBe(true);
  expect(isNewerVersion('13.9', '13.9')).toBe(false);
});

describe('lists of checksums', () => {
  const [one, other, long] = ['a1'.repeat(32), 'b2'.repeat(32), 'c3'.repeat(64)];
  test.each([
    ['of coreutils', `${other}  other.img\n${one}  disk.img\n`, one],
    ['of coreutils, binary', `${one} *disk.img`, one],
    ['with folders', `${one}  ./images/disk.img`, one],
    ['in capitals', `${one.toUpperCase()}  disk.img\r\n`, one],
    [
      'of BSD, signed',
      `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n# disk.img: 4 bytes\nSHA256 (disk.img) = ${one}\n-----BEGIN PGP SIGNATURE-----\nabc\n`,
      one,
    ],
    ['with both kinds', `${one}  disk.img\n${long}  disk.img\n`, long],
    ['twice the same', `${one}  disk.img\n${one}  disk.img\n`, one],
  ])('%s', (_kind, text, value) => expect(findSum(text, 'disk.img').value).toBe(value));

  test.each([
    ['without the file', `${one}  disk.img.sig`],
    ['with several that differ', `${one}  disk.img\n${other}  old/disk.img`],
    ['of another kind', `${'d4'.repeat(16)}  disk.img`],
    ['that is a page', '<html>not found</html>'],
  ])('%s is refused', (_kind, text) => expect(() => findSum(text, 'disk.img')).toThrow('list of checksums'));
});

describe('the folder of disk files', () => {
  let folder: TemporaryDirectory;
  let disks: DiskFolder;
  beforeEach(async () => {
    folder = await temporaryDirectory();
    disks = new DiskFolder(folder.path);
    await disks.make();
    await writeFile(join(disks.path, 'b.vmdk'), 'four');
    await copyFile(join(disks.path, 'b.vmdk'), join(disks.path, 'a disk'));
    await writeFile(join(disks.path, '.hidden'), '');
    await mkdir(join(disks.path, 'folder'));
  });
  afterEach(() => folder.remove());

  test('lists files by name, and is there again after somebody has removed it', async () => {
    expect(await disks.list()).toEqual({
      folder: disks.path,
      files: [
        { name: 'a disk', sizeBytes: 4 },
        { name: 'b.vmdk', sizeBytes: 4 },
      ],
    });
    await rm(disks.path, { recursive: true });
    expect((await disks.list()).files).toEqual([]);
  });

  test('finds a file, and nothing of the agent’s own', async () => {
    expect(await disks.find('b.vmdk')).toBe(join(disks.path, 'b.vmdk'));
    await writeFile(join(folder.path, 'identity.json'), '{}');
    await symlink(join(folder.path, 'identity.json'), join(disks.path, 'link'));
    await expect(disks.find('link')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(disks.find('gone')).rejects.toMatchObject({ code: 'not-found' });
    for (const name of ['../identity.json', '/etc/passwd', '..', 'folder', 'b.vmdk:x'])
      await expect(disks.find(name)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
