import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRotatingFile } from './rotating-file.ts';

let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());
const read = (name: string): string => readFileSync(join(folder.path, 'logs', name), 'utf8');

test('a line is in the file at once, and a later process goes on in it', () => {
  const path = join(folder.path, 'logs', 'a.log');
  openRotatingFile({ path }).write('one\n');
  openRotatingFile({ path }).write('two\n');
  expect(read('a.log')).toBe('one\ntwo\n');
});

test('a full file moves on, and only so many are kept', () => {
  const path = join(folder.path, 'logs', 'a.log');
  const file = openRotatingFile({ path, limitBytes: 8, kept: 2 });
  for (const line of ['11\n', '22\n', '33\n', '44\n', '55\n', '66\n', '77\n']) file.write(line);
  expect(readdirSync(join(folder.path, 'logs')).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
  expect([read('a.log'), read('a.log.1'), read('a.log.2')]).toEqual(['77\n', '55\n66\n', '33\n44\n']);
});

test('a line that is longer than a file may be is kept whole', () => {
  const path = join(folder.path, 'logs', 'a.log');
  const file = openRotatingFile({ path, limitBytes: 4 });
  file.write('a long line\n');
  expect(read('a.log')).toBe('a long line\n');
});

test('a file that cannot move on is written on', () => {
  const path = join(folder.path, 'logs', 'a.log');
  mkdirSync(join(path, '..'), { recursive: true });
  // In the place of the next one there is a folder with something in it, which nothing can be renamed to.
  mkdirSync(`${path}.1`);
  writeFileSync(join(`${path}.1`, 'x'), '');
  const file = openRotatingFile({ path, limitBytes: 4, kept: 1 });
  file.write('one\n');
  file.write('two\n');
  file.write('three\n');
  expect(read('a.log')).toBe('one\ntwo\nthree\n');
});
