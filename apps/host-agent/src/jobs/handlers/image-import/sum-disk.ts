import { chmod, stat } from 'node:fs/promises';
import type { ImageFolder } from '../../../images/image-folder.ts';
import { type ImportContext, type ImportStep, makingOf, mebibytes } from './context.ts';

/** What the image is compared with from now on, before a VM is made from it. */
export const sumDisk: ImportStep = {
  run: async (context) => sumNewDisk(context, makingOf(context).folder),
};

/** Of the disk that a job has made, whatever of. */
export async function sumNewDisk(
  { jobId, signal, progress, log }: Pick<ImportContext, 'jobId' | 'signal' | 'progress' | 'log'>,
  folder: ImageFolder,
): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  const path = folder.newDiskOf(jobId);
  // What is written to an image changes every VM that stands on it.
  await chmod(path, 0o444);
  const sha256 = await folder.sumNewDisk(jobId, progress, signal);
  const { size } = await stat(path);
  log('info', `The disk has ${mebibytes(size)} and the SHA-256 ${sha256}.`);
  return { sha256, sizeBytes: size };
}
