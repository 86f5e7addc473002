import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isoLimit } from '@busbar/shared/domain/iso';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeSeedDisc } from '../hypervisor/testing/seed-disc.ts';
import { IsoFolder } from './iso-folder.ts';

let temporary: TemporaryDirectory;
let isos: IsoFolder;
let outside: string;
beforeEach(async () => {
  temporary = await temporaryDirectory();
  const stateFolder = join(temporary.path, 'state');
  isos = new IsoFolder(stateFolder);
  await isos.make();
  outside = join(temporary.path, 'outside.iso');
  await writeSeedDisc(outside, '#cloud-config\n{}\n');
});
afterEach(() => temporary.remove());

const inside = (name: string): string => join(isos.path, name);

test('lists ISO files by name, links to files too, and nothing else', async () => {
  await copyFile(outside, inside('b.iso'));
  await symlink(outside, inside('a.ISO'));
  await symlink(join(temporary.path, 'gone'), inside('dangling.iso'));
  await mkdir(inside('folder.iso'));
  for (const name of ['notes.txt', '.hidden.iso', 'a:b.iso']) await writeFile(inside(name), 'x');
  const listed = await isos.list();
  expect(listed.map(({ name }) => name)).toEqual(['a.ISO', 'b.iso']);
  expect(listed[1]?.sizeBytes).toBe(listed[0]?.sizeBytes);
});

test('is there again after somebody has removed it', async () => {
  await rm(isos.path, { recursive: true });
  expect(await isos.list()).toEqual([]);
});

test('says that there are more than a list has, and shows no part of them', async () => {
  for (let number = 0; number <= isoLimit; number += 1) await writeFile(inside(`${number}.iso`), '');
  await expect(isos.list()).rejects.toMatchObject({
    code: 'too-large',
    userMessage: expect.stringContaining(isos.path),
  });
});

test('finds an ISO with its links resolved', async () => {
  await symlink(outside, inside('a.iso'));
  await copyFile(outside, inside('b.iso'));
  expect(await isos.find('a.iso')).toBe(outside);
  expect(await isos.find('b.iso')).toBe(inside('b.iso'));
});

test.each(['../seeds/seed.iso', '/etc/passwd', '..', 'a/../b.iso', 'x.iso:y.iso', 'notes.txt'])(
  'refuses the name %j',
  async (name) => {
    await expect(isos.find(name)).rejects.toMatchObject({ code: 'invalid-input' });
  },
);

test('tells what the agent has made from what it was given', () => {
  const seed = join(isos.path, '..', 'seeds', 'x', 'seed.iso');
  expect([seed, inside('a.iso'), outside].map((path) => isos.isOfAgent(path))).toEqual([true, false, false]);
});

test('refuses what is no disc, what is gone, and a link to a file of the agent', async () => {
  await writeFile(inside('text.iso'), 'x'.repeat(100_000));
  await expect(isos.find('text.iso')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(isos.find('gone.iso')).rejects.toMatchObject({ code: 'not-found' });
  const seeds = join(isos.path, '..', 'seeds');
  await mkdir(seeds);
  await copyFile(outside, join(seeds, 'seed.iso'));
  await symlink(join(seeds, 'seed.iso'), inside('link.iso'));
  await expect(isos.find('link.iso')).rejects.toMatchObject({ code: 'forbidden' });
});
