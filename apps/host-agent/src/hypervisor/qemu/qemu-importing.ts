/**
 * A QEMU VM's files out of a copy of it. A disk names other files (a base, a file for its data), and QEMU opens them: a
 * disk from elsewhere that names any could show its guest every file of this host.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { detectDisk } from '../../images/formats/detect-disk.ts';
import { withDiskBytes } from '../../images/formats/disk-bytes.ts';
import { copyWithProgress } from '../../storage/copy-with-progress.ts';
import { linkOrCopy } from '../../storage/link-or-copy.ts';
import type { Progress } from '../driver.ts';
import { type CopiedVm, refusedCopy } from '../importing.ts';
import { runProgram } from '../process/run-program.ts';
import { readJson } from '../vms/write-json.ts';
import { DiskRecord, disksOfVm, filesOfVm } from './disk-record.ts';

const DiskInfo = z.object({
  format: z.literal('qcow2'),
  'backing-filename': z.undefined().optional(),
  'format-specific': z.object({ data: z.object({ 'data-file': z.undefined().optional() }) }),
});

export type CheckedCopy = { readonly bytes: number; readonly record: DiskRecord };

/** @throws AppError `invalid-input` */
export async function checkCopiedVm(folder: string, signal: AbortSignal): Promise<CheckedCopy> {
  try {
    const record = await readJson(join(folder, 'disk.json'), DiskRecord);
    if (record === null) throw new Error('it has no disk.json');
    const sizes = await Promise.all(
      filesOfVm(record).map(async (name) => (await stat(join(folder, name))).size),
    );
    for (const name of disksOfVm(record)) await checkDisk(folder, name, signal);
    return { bytes: sizes.reduce((sum, size) => sum + size, 0), record };
  } catch (cause) {
    signal.throwIfAborted();
    throw refusedCopy('What was copied is no QEMU VM that stands on its own files alone.', cause);
  }
}

async function checkDisk(cwd: string, name: string, signal: AbortSignal): Promise<void> {
  // Before any program opens it.
  await withDiskBytes(join(cwd, name), detectDisk);
  const describe = ['info', '--output=json', '-f', 'qcow2', name];
  DiskInfo.parse(JSON.parse(await runProgram('qemu-img', describe, { cwd, signal })));
}

export type TakeCopied = {
  readonly into: string;
  readonly bytes: number;
  readonly record: DiskRecord;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

export async function takeCopiedVm(
  { folder, isKept }: CopiedVm,
  { into, bytes, record, progress, signal }: TakeCopied,
): Promise<void> {
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    progress(done, bytes);
  };
  for (const name of filesOfVm(record)) {
    const [from, to] = [join(folder, name), join(into, name)];
    if (isKept) await copyWithProgress(from, to, onBytes, signal);
    else await linkOrCopy(from, to);
  }
  progress(bytes, bytes);
}
