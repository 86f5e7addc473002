/** Archives that we write, and such as others write to do harm. */
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ForgedFile, forgeZip } from '../../testing/forge-zip.ts';
import { isZip, readEntry, unzipEntry } from './unzip-entry.ts';
import { writeZip } from './write-zip.ts';
import { readZipDirectory } from './zip-directory.ts';

const signal = new AbortController().signal;
let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());

const at = (name: string): string => join(folder.path, name);
async function forge(files: readonly ForgedFile[]): Promise<string> {
  await writeFile(at('forged.zip'), forgeZip(files));
  return at('forged.zip');
}
async function list(path: string) {
  await using file = await open(path, 'r');
  return await readZipDirectory(file);
}
async function read(path: string, name: string, limitBytes = 2 ** 30): Promise<Buffer> {
  await using file = await open(path, 'r');
  const entry = (await readZipDirectory(file)).find((each) => each.name === name);
  if (entry === undefined) throw new Error(`no ${name}`);
  return await readEntry(file, entry, limitBytes);
}

test('what is packed is unpacked as it was, in pieces, and told', async () => {
  const disk = Buffer.alloc(3 * 2 ** 20 + 17, 'a disk ');
  await writeFile(at('disk.vhdx'), disk);
  let told = 0;
  await writeZip(
    at('a.zip'),
    [
      { name: 'gmi.json', content: Buffer.from('{}') },
      { name: 'empty', content: Buffer.alloc(0) },
      { name: 'disk.vhdx', content: at('disk.vhdx') },
    ],
    {
      onBytes: (count) => {
        told += count;
      },
      signal,
    },
  );
  expect(told).toBe(disk.length + 2);
  expect(await isZip(at('a.zip'))).toBe(true);
  expect(await isZip(at('disk.vhdx'))).toBe(false);
  expect((await list(at('a.zip'))).map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ['gmi.json', 2],
    ['empty', 0],
    ['disk.vhdx', disk.length],
  ]);
  expect((await read(at('a.zip'), 'empty')).length).toBe(0);
  await using file = await open(at('a.zip'), 'r');
  const entry = (await readZipDirectory(file))[2]!;
  const counts: number[] = [];
  await unzipEntry(file, entry, { to: at('out'), onBytes: (count) => counts.push(count), signal });
  expect((await readFile(at('out'))).equals(disk)).toBe(true);
  expect(counts.length).toBeGreaterThan(1);
});

test('reads archives of others: stored or deflated, with folders, backslashes and a comment', async () => {
  const path = await forge([
    { name: 'web1/', content: '' },
    { name: 'web1\\Virtual Hard Disks\\web1.vhdx', content: 'disk', isStored: true },
    { name: 'web1/Virtual Machines/x.vmcx', content: 'machine' },
  ]);
  await writeFile(path, Buffer.concat([await readFile(path)]));
  expect((await list(path)).map(({ name }) => name)).toEqual([
    'web1/Virtual Hard Disks/web1.vhdx',
    'web1/Virtual Machines/x.vmcx',
  ]);
  expect((await read(path, 'web1/Virtual Hard Disks/web1.vhdx')).toString()).toBe('disk');
});

describe('is refused', () => {
  test.each([
    '../disk.vhdx',
    'a/../../disk.vhdx',
    '..\\disk.vhdx',
    '/etc/cron.d/x',
    '\\\\server\\share',
    'C:\\Windows\\x',
    'a\u0000b',
    'a\nb',
    './x',
    '',
  ])('a file named %j', async (name) => {
    await expect(list(await forge([{ name, content: 'x' }]))).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  test.each<[string, Partial<ForgedFile>, string]>([
    ['that is encrypted', { flags: 1 }, 'encrypted'],
    ['that is a link', { mode: 0o120777 }, 'is a link'],
    ['that is packed in an unknown way', { method: 12 }, 'not known here'],
  ])('a file %s', async (_what, forged, words) => {
    const path = await forge([{ name: 'disk.vhdx', content: 'x', ...forged }]);
    await expect(list(path)).rejects.toThrow(words);
  });

  test('the same name twice, in whatever case', async () => {
    const path = await forge([
      { name: 'Disk.vhdx', content: 'a' },
      { name: 'disk.VHDX', content: 'b' },
    ]);
    await expect(list(path)).rejects.toThrow('two files named');
  });

  test('files whose bytes are the same ones: a bomb', async () => {
    const path = await forge([
      { name: 'a', content: 'x'.repeat(1000) },
      { name: 'b', content: 'x'.repeat(1000), offset: 0 },
    ]);
    await expect(list(path)).rejects.toThrow('those of another file');
  });

  test('a file that is larger than it says, smaller, or other bytes', async () => {
    const content = 'x'.repeat(100_000);
    for (const [forged, words] of [
      [{ saysBytes: 10 }, 'larger than it says'],
      [{ saysBytes: 200_000 }, 'is cut'],
      [{ saysSum: 7 }, 'not what was packed'],
    ] as const) {
      const path = await forge([{ name: 'disk', content, ...forged }]);
      await expect(read(path, 'disk')).rejects.toThrow(words);
    }
    const small = await forge([{ name: 'disk', content }]);
    await expect(read(small, 'disk', 50_000)).rejects.toMatchObject({ code: 'too-large' });
  });

  test('an archive that is cut anywhere, or garbage', async () => {
    const whole = forgeZip([{ name: 'disk', content: 'some bytes of a disk' }]);
    for (let bytes = 0; bytes < whole.length; bytes += 1) {
      await writeFile(at('cut.zip'), whole.subarray(0, bytes));
      await expect(list(at('cut.zip'))).rejects.toMatchObject({ code: 'invalid-input' });
    }
    await writeFile(at('cut.zip'), Buffer.alloc(100_000, 'PK\u0005\u0006'));
    await expect(list(at('cut.zip'))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('more files than any archive of a VM has', async () => {
    const many = Array.from({ length: 1001 }, (_, n) => ({ name: `f${n}`, content: '' }));
    await expect(list(await forge(many))).rejects.toMatchObject({ code: 'too-large' });
  });
});
