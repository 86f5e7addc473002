import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { payloadLabel, readBundle, writePayloadDisc } from './payload-disc.ts';

let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());
const { signal } = new AbortController();

async function bundle(build: string): Promise<string> {
  const path = join(folder.path, 'bundle');
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'bundle.json'), JSON.stringify({ version: '1.2.3', build, arch: 'x64' }));
  await writeFile(join(path, 'install.sh'), `echo ${build}\n`);
  return path;
}

test('is one disc with everything, made once for each build', async () => {
  const discs = join(folder.path, 'discs');
  const first = await writePayloadDisc(await bundle('0123456789abcdef'), discs, signal);
  expect(await writePayloadDisc(await bundle('0123456789abcdef'), discs, signal)).toBe(first);
  const label = (await readFile(first))
    .subarray(16 * 2048 + 40, 16 * 2048 + 72)
    .toString()
    .trim();
  expect(label).toBe(payloadLabel);
  const second = await writePayloadDisc(await bundle('fedcba9876543210'), discs, signal);
  expect(await readdir(discs)).toEqual([second.slice(discs.length + 1)]);
  expect((await readFile(second)).includes('echo fedcba9876543210')).toBe(true);
});

test('a folder without a control plane is refused with where one comes from', async () => {
  await expect(readBundle(join(folder.path, 'none'))).rejects.toMatchObject({
    code: 'precondition-failed',
    userMessage: expect.stringContaining('build-control-plane.mjs'),
  });
});
