/** What a copied QEMU disk may not do, with real disks and no QEMU. */
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProgram } from '../process/find-program.ts';
import { runProgram } from '../process/run-program.ts';
import { checkCopiedVm } from './qemu-importing.ts';

const signal = new AbortController().signal;
const isMissing = (await findProgram('qemu-img')) === null;
let folder: TemporaryDirectory;
let copied: string;
const img = (...args: readonly string[]) => runProgram('qemu-img', args, { cwd: copied, signal });
beforeEach(async () => {
  folder = await temporaryDirectory();
  copied = join(folder.path, 'copied');
  await mkdir(copied);
  for (const name of ['kernel', 'initrd']) await writeFile(join(copied, name), name);
  await writeFile(join(copied, 'disk.json'), '{"image":"debian-12","kernelArguments":"quiet"}');
});
afterEach(() => folder.remove());

test.skipIf(isMissing)('a disk that stands on itself is taken', async () => {
  await img('create', '-q', '-f', 'qcow2', 'disk.qcow2', '1M');
  expect(await checkCopiedVm(copied, signal)).toMatchObject({ record: { kernelArguments: 'quiet' } });
});

test.skipIf(isMissing).each([
  ['a base', ['-F', 'raw', '-b', '/etc/hostname', 'disk.qcow2', '1M']],
  ['a file of its own for its data', ['-o', 'data_file=more.raw', 'disk.qcow2', '1M']],
])('a disk with %s is refused: its guest could read files of this host', async (_what, args) => {
  await img('create', '-q', '-f', 'qcow2', ...args);
  await expect(checkCopiedVm(copied, signal)).rejects.toMatchObject({ code: 'invalid-input' });
});

test.skipIf(isMissing)('what is no qcow2, or has no kernel, is refused', async () => {
  await copyFile('/etc/hostname', join(copied, 'disk.qcow2'));
  await expect(checkCopiedVm(copied, signal)).rejects.toMatchObject({ code: 'invalid-input' });
  expect(await readdir(copied)).toHaveLength(4);
});
