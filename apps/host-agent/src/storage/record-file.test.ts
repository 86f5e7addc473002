import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecordFile } from './record-file.ts';
import { storageError } from './storage-error.ts';

let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());
const pathOf = (): string => join(folder.path, 'records');

test('appended records are there after opening again, in order, and only for us to read', async () => {
  const { file } = await RecordFile.open(pathOf());
  await Promise.all([1, 2, 3, 4, 5].map((n) => file.append({ n })));
  await file.close();
  const again = await RecordFile.open(pathOf());
  expect(again.records).toEqual([1, 2, 3, 4, 5].map((n) => ({ n })));
  expect(again.file.sizeBytes).toBe((await stat(pathOf())).size);
  expect((await stat(pathOf())).mode & 0o777).toBe(0o600);
  await again.file.close();
});

test('a torn last line is cut off, and appending goes on behind what was whole', async () => {
  const { file } = await RecordFile.open(pathOf());
  await file.append({ n: 1 });
  await file.close();
  await appendFile(pathOf(), '12345678 {"n":');
  const torn = await RecordFile.open(pathOf());
  expect(torn.records).toEqual([{ n: 1 }]);
  await torn.file.append({ n: 2 });
  await torn.file.close();
  const again = await RecordFile.open(pathOf());
  expect(again.records).toEqual([{ n: 1 }, { n: 2 }]);
  await again.file.close();
});

test('a file damaged in the middle is refused and left as it is', async () => {
  const { file } = await RecordFile.open(pathOf());
  await file.append({ n: 1 });
  await file.close();
  const line = await readFile(pathOf(), 'utf8');
  await appendFile(pathOf(), `rubbish\n${line}`);
  const before = await readFile(pathOf(), 'utf8');
  await expect(RecordFile.open(pathOf())).rejects.toMatchObject({ code: 'internal' });
  expect(await readFile(pathOf(), 'utf8')).toBe(before);
});

test('a closed file takes nothing', async () => {
  const { file } = await RecordFile.open(pathOf());
  await file.close();
  await expect(file.append({})).rejects.toMatchObject({ code: 'internal' });
});

test('a full disk is told apart from other failures', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  expect(storageError(full, '/x')).toMatchObject({ code: 'insufficient-storage' });
  const other = new Error('other');
  expect(storageError(other, '/x')).toBe(other);
});
