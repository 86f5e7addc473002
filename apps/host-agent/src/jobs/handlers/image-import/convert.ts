import { rm } from 'node:fs/promises';
import { storageError } from '../../../storage/storage-error.ts';
import { foundSource, type ImportStep, makingOf, mebibytes, requireFree } from './context.ts';

/** Also from a format to the same one: what is made has no feature that the source was given by whoever made it. */
export const convert: ImportStep = {
  run: async (context) => {
    const { jobId, signal, progress, log } = context;
    const { path: from, ...disk } = foundSource(context);
    const making = makingOf(context);
    const to = making.folder.newDiskOf(jobId);
    await rm(to, { force: true });
    const bytes = await making.measure({ from, ...disk, signal });
    await requireFree(context, making.folder.partialOf(jobId), bytes);
    log('info', `The image will take about ${mebibytes(bytes)}.`);
    await making.convert({ from, to, ...disk, progress, signal }).catch((error: unknown) => {
      throw storageError(error);
    });
    return undefined;
  },
  undo: async (context) => rm(makingOf(context).folder.newDiskOf(context.jobId), { force: true }),
};
