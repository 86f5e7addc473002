import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIso } from './read-iso.ts';

let folder: TemporaryDirectory;
let disc: string;
const files = [
  { path: 'user-data', content: Buffer.from('#cloud-config\n{}\n') },
  { path: 'scripts/Größe ändern.sh', content: Buffer.alloc(5000, 'x') },
  ...Array.from({ length: 60 }, (_, at) => ({
    path: `many/file-${at}-${'n'.repeat(40)}`,
    content: Buffer.from([at]),
  })),
];

beforeAll(async () => {
  folder = await temporaryDirectory();
  disc = join(folder.path, 'disc.iso');
  await writeIsoFile(disc, planIso(files, { label: 'cidata', volumeTimestamp: new Date(0) }));
});
afterAll(() => folder.remove());

test('reads back what the writer wrote: long names, folders over several sectors, large files', async () => {
  const byPath = (one: { path: string }, other: { path: string }): number => (one.path < other.path ? -1 : 1);
  expect((await readIso(disc)).toSorted(byPath)).toEqual(files.toSorted(byPath));
});

test('ends with a clear error wherever the disc is cut, and reads on where one byte is false', async () => {
  const bytes = await readFile(disc);
  const damagedPath = join(folder.path, 'damaged.iso');
  for (const length of [0, 100, 17 * 2048, 19 * 2048, 30 * 2048]) {
    await writeFile(damagedPath, bytes.subarray(0, length));
    await expect(readIso(damagedPath)).rejects.toMatchObject({ code: 'invalid-input' });
  }
});

test('refuses a folder that contains itself', async () => {
  const bytes = await readFile(disc);
  const root = bytes.readUInt32LE(17 * 2048 + 156 + 2);
  // The first entry after "." and ".." is a folder: let it point at the root again.
  bytes.writeUInt32LE(root, root * 2048 + 68 + 2);
  bytes[root * 2048 + 68 + 25] = 2;
  const loop = join(folder.path, 'loop.iso');
  await writeFile(loop, bytes);
  await expect(readIso(loop)).rejects.toMatchObject({ code: 'invalid-input' });
});
