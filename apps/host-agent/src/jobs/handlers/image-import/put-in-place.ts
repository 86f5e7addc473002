import { shownUrl } from '@busbar/shared/domain/image';
import { z } from 'zod';
import type { ImageMaking, NewImage } from '../../../hypervisor/image-making.ts';
import type { BaseImageRecord } from '../../../images/image-record.ts';
import {
  expectedSum,
  foundSource,
  type ImportContext,
  type ImportStep,
  makingOf,
  nameOf,
} from './context.ts';

const Disk = z.object({ sha256: z.string(), sizeBytes: z.number() });

export const putInPlace: ImportStep = {
  run: async (context) => {
    const making = makingOf(context);
    await placeImage(context, making, (at) => making.recordOf(imageOf(context, at)));
    return undefined;
  },
  undo: async (context) => takeImageBack(context, makingOf(context), nameOf(context)),
};

type Placing = Pick<ImportContext, 'services' | 'jobId' | 'remembered' | 'remember' | 'log'>;

/** What is told of the host's images is looked at anew before the job ends. */
export async function placeImage(
  { services, jobId, remembered, remember, log }: Placing,
  { folder }: ImageMaking,
  recordOf: (importedAt: string) => BaseImageRecord,
): Promise<void> {
  // The same after a crash: a record says when, once.
  const at = typeof remembered.at === 'string' ? remembered.at : new Date().toISOString();
  await remember({ at });
  const record = recordOf(at);
  await folder.putInPlace(jobId, record);
  await folder.clean(jobId);
  await services.imagesChanged();
  log('info', `The image is ${folder.pathOf(record.name)}.`);
}

export async function takeImageBack(
  { services, jobId }: Pick<Placing, 'services' | 'jobId'>,
  { folder }: ImageMaking,
  name: string,
): Promise<void> {
  await folder.takeBack(jobId, name);
  await services.imagesChanged();
}

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
