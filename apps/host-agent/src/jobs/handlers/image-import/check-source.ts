/** Is it what it should be, and a disk that leads to no other file? A golden image is unpacked first. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { detectDisk } from '../../../images/formats/detect-disk.ts';
import { withDiskBytes } from '../../../images/formats/disk-bytes.ts';
import { readGoldenImage, unpackDisk } from '../../../images/golden/golden-image.ts';
import { isZip } from '../../../images/zip/unzip-entry.ts';
import { sumFile } from '../../../storage/sum-file.ts';
import {
  expectedSum,
  type ImportContext,
  type ImportStep,
  makingOf,
  mebibytes,
  requireFree,
} from './context.ts';

export const checkSource: ImportStep = {
  run: async (context) => {
    const fetched = String(context.outputOf('fetch').path);
    await compare(context, fetched);
    const path = (await isZip(fetched)) ? await unpack(context, fetched) : fetched;
    const disk = await withDiskBytes(path, detectDisk);
    context.log(
      'info',
      `It is a disk of ${mebibytes(disk.virtualSizeBytes)} (${disk.format}), whole in itself.`,
    );
    return { path, ...disk };
  },
};

/** The disk of a golden image, to a place of the job's own. A later attempt begins anew. */
async function unpack(context: ImportContext, archive: string): Promise<string> {
  const { jobId, signal, progress, log } = context;
  const { disk, manifest } = await readGoldenImage(archive);
  const folder = await makingOf(context).folder.begin(jobId);
  const to = join(folder, 'unpacked');
  await rm(to, { force: true });
  await requireFree(context, folder, disk.sizeBytes);
  log('info', `It is a golden image; its disk “${disk.name}” has ${mebibytes(disk.sizeBytes)}.`);
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    progress(done, disk.sizeBytes);
  };
  await unpackDisk(archive, disk, { to, onBytes, signal });
  if (manifest === null) {
    log(
      'info',
      'It says nothing of itself: the archive’s own checksum (CRC-32) is what its disk was compared with.',
    );
    return to;
  }
  const found = await sumFile(to, () => undefined, signal);
  if (found === manifest.sha256) return to;
  throw new AppError('bad-peer', `The disk of the golden image has the SHA-256 ${found}.`, {
    userMessage: `The disk in the golden image is not the one that was packed: its SHA-256 is ${found}. Nothing was imported.`,
    details: { expected: manifest.sha256, found },
  });
}

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
