import { shownUrl } from '@busbar/shared/domain/image';
import { z } from 'zod';
import type { NewImage } from '../../../hypervisor/image-making.ts';
import {
  expectedSum,
  foundSource,
  type ImportContext,
  type ImportStep,
  makingOf,
  nameOf,
} from './context.ts';

const Disk = z.object({ sha256: z.string(), sizeBytes: z.number() });

/** What is told of the host's images is looked at anew before the job ends. */
export const putInPlace: ImportStep = {
  run: async (context) => {
    const { services, jobId, remembered, remember, log } = context;
    // The same after a crash: a record says when, once.
    const at = typeof remembered.at === 'string' ? remembered.at : new Date().toISOString();
    await remember({ at });
    const making = makingOf(context);
    await making.folder.putInPlace(jobId, making.recordOf(imageOf(context, at)));
    await making.folder.clean(jobId);
    await services.imagesChanged();
    log('info', `The image is ${making.folder.pathOf(nameOf(context))}.`);
    return undefined;
  },
  undo: async (context) => {
    await makingOf(context).folder.takeBack(context.jobId, nameOf(context));
    await context.services.imagesChanged();
  },
};

function imageOf(context: ImportContext, importedAt: string): NewImage {
  const { document, outputOf, jobId } = context;
  const { slug, version, title, os, defaultUser, hasCloudInit, secureBoot, source } = document;
  const { format, virtualSizeBytes } = foundSource(context);
  return {
    ...{ name: nameOf(context), title, os, hasCloudInit, secureBoot, virtualSizeBytes },
    ...Disk.parse(outputOf('sum-disk')),
    imported: {
      ...{ slug, version, defaultUser, importedAt, jobId },
      source: source.kind === 'url' ? shownUrl(source.url) : source.name,
      sourceFormat: format,
      sourceChecksum: expectedSum(context),
    },
  };
}
