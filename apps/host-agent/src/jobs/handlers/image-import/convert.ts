import { rm } from 'node:fs/promises';
import type { DiskConversion, ImageMaking } from '../../../hypervisor/image-making.ts';
import { storageError } from '../../../storage/storage-error.ts';
import {
  foundSource,
  type ImportContext,
  type ImportStep,
  makingOf,
  mebibytes,
  requireFree,
} from './context.ts';

/** Also from a format to the same one: what is made has no feature that the source was given by whoever made it. */
export const convert: ImportStep = {
  run: async (context) => {
    const { path: from, ...disk } = foundSource(context);
    await convertImage(context, makingOf(context), { from, ...disk });
    return undefined;
  },
  undo: async (context) => rm(makingOf(context).folder.newDiskOf(context.jobId), { force: true }),
};

/** The disk that a job makes, of one that is there, whatever for. Begins anew after a crash. */
export async function convertImage(
  context: Pick<ImportContext, 'services' | 'jobId' | 'signal' | 'progress' | 'log'>,
  making: ImageMaking,
  source: Pick<DiskConversion, 'from' | 'format' | 'virtualSizeBytes'>,
): Promise<void> {
  const { jobId, signal, progress, log } = context;
  const to = making.folder.newDiskOf(jobId);
  await rm(to, { force: true });
  const bytes = await making.measure({ ...source, signal });
  await requireFree(context, making.folder.partialOf(jobId), bytes);
  log('info', `The image will take about ${mebibytes(bytes)}.`);
  await making.convert({ ...source, to, progress, signal }).catch((error: unknown) => {
    throw storageError(error);
  });
}
