/** Is it what it should be, and a disk that leads to no other file? */
import { stat } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { detectDisk } from '../../../images/formats/detect-disk.ts';
import { withDiskBytes } from '../../../images/formats/disk-bytes.ts';
import { sumFile } from '../../../storage/sum-file.ts';
import { expectedSum, type ImportContext, type ImportStep, mebibytes } from './context.ts';

export const checkSource: ImportStep = {
  run: async (context) => {
    const path = String(context.outputOf('fetch').path);
    await compare(context, path);
    const disk = await withDiskBytes(path, detectDisk);
    context.log(
      'info',
      `It is a disk of ${mebibytes(disk.virtualSizeBytes)} (${disk.format}), whole in itself.`,
    );
    return { path, ...disk };
  },
};

async function compare(context: ImportContext, path: string): Promise<void> {
  const { signal, progress, log } = context;
  const expected = expectedSum(context);
  if (expected === null) return;
  const { algorithm, value } = expected;
  const total = (await stat(path)).size;
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    progress(done, total);
  };
  const found = await sumFile(path, onBytes, signal, algorithm);
  if (found === value) return log('info', `Its ${algorithm.toUpperCase()} is the one that was given.`);
  throw new AppError(
    'bad-peer',
    `The ${algorithm.toUpperCase()} of what was fetched is ${found}, not ${value}.`,
    {
      userMessage: `What was fetched is not what the checksum says: its ${algorithm.toUpperCase()} is ${found}. Either the file or the checksum is not the right one, or somebody has changed the file. Nothing was imported.`,
      details: { expected: value, found },
    },
  );
}
