import { DiskFormat, imageNameOf } from '@busbar/shared/domain/image';
import { z } from 'zod';
import { type ImageMaking, imageMakingOf } from '../../../hypervisor/image-making.ts';
import { freeBytesOf, requireFreeBytes } from '../../../hypervisor/vms/free-bytes.ts';
import type { StepContext, StepHandler } from '../../step-handler.ts';
import type { JobServices } from '../services.ts';

export type ImportContext = StepContext<'image.import', JobServices>;
export type ImportStep = StepHandler<'image.import', JobServices>;

export const makingOf = ({ services, document }: Pick<ImportContext, 'services' | 'document'>): ImageMaking =>
  imageMakingOf(services.fleet.driver(document.driver));

export const nameOf = ({ document: { slug, version } }: Pick<ImportContext, 'document'>): string =>
  imageNameOf(slug, version);

const FoundSource = z.object({
  path: z.string(),
  format: DiskFormat,
  virtualSizeBytes: z.number().int().positive(),
});
/** What `check-source` has found: a disk of a known format, which is what it should be. */
export const foundSource = ({ outputOf }: Pick<ImportContext, 'outputOf'>): z.infer<typeof FoundSource> =>
  FoundSource.parse(outputOf('check-source'));

const Expected = z.object({
  checksum: z.object({ algorithm: z.enum(['sha256', 'sha512']), value: z.string() }).nullable(),
});
/** What `check` has found out that the source must be; null where nobody says. */
export const expectedSum = ({ outputOf }: Pick<ImportContext, 'outputOf'>) =>
  Expected.parse(outputOf('check')).checksum;

export const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Other jobs' needs deducted. @throws AppError `insufficient-storage` */
export async function requireFree(
  context: Pick<ImportContext, 'services' | 'jobId'>,
  folder: string,
  bytes: number,
): Promise<void> {
  await requireFreeBytes(folder, bytes, freeOf(context));
}

export const freeOf =
  ({ services, jobId }: Pick<ImportContext, 'services' | 'jobId'>) =>
  async (folder: string): Promise<number> =>
    Math.max(0, (await freeBytesOf(folder)) - services.reservations.bytesOfOthers(jobId));
