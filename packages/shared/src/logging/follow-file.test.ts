import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followFile, lastLines } from './follow-file.ts';
import { openRotatingFile } from './rotating-file.ts';

let folder: TemporaryDirectory;
let path: string;
beforeEach(async () => {
  folder = await temporaryDirectory();
  path = join(folder.path, 'logs', 'a.log');
});
afterEach(() => folder.remove());
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => `line ${from + n} ü🚌`);

test('the last lines come from as many files as they need, oldest first', async () => {
  const file = openRotatingFile({ path, limitBytes: 100, kept: 9 });
  for (const line of numbered(0, 30)) file.write(`${line}\n`);
  expect((await lastLines(path, 5)).lines).toEqual(numbered(25, 30));
  expect((await lastLines(path, 20)).lines).toEqual(numbered(10, 30));
  expect((await lastLines(path, 1000)).lines).toEqual(numbered(0, 30));
  expect((await lastLines(path, 0)).lines).toEqual([]);
  expect((await lastLines(`${path}.none`, 5)).lines).toEqual([]);
});

test('it is followed over its moving on, however often between two looks, without a line lost or told twice', async () => {
  const file = openRotatingFile({ path, limitBytes: 200, kept: 9 });
  for (const line of numbered(0, 3)) file.write(`${line}\n`);
  const stop = new AbortController();
  const following = followFile({ path, lines: 2, signal: stop.signal });
  const seen: string[] = [];
  const until = async (count: number): Promise<void> => {
    while (seen.length < count) seen.push((await following.next()).value as string);
  };
  await until(2);
  let written = 3;
  for (const burst of [1, 7, 0, 40, 3, 25]) {
    for (const line of numbered(written, written + burst)) file.write(`${line}\n`);
    written += burst;
    await until(written - 1);
  }
  expect(seen).toEqual(numbered(1, written));
  stop.abort();
  expect((await following.next()).done).toBe(true);
});

test('a file that comes later is followed from its beginning, and a line is told when it is whole', async () => {
  const stop = new AbortController();
  const following = followFile({ path, lines: 10, signal: stop.signal });
  const first = following.next();
  mkdirSync(join(path, '..'));
  appendFileSync(path, 'one\ntw');
  expect((await first).value).toBe('one');
  const second = following.next();
  appendFileSync(path, 'o\n');
  expect((await second).value).toBe('two');
  stop.abort();
});
