/** For the same driver the files are taken as they are, so that both hosts have one image; for another one the disk is converted. */
import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DiskFormat } from '@busbar/shared/domain/image';
import { z } from 'zod';
import { convertImage } from '../image-import/convert.ts';
import {
  copyOf,
  isConverted,
  makingOf,
  type ReplicateContext,
  type ReplicateStep,
  sourceOf,
} from './context.ts';

const Found = z.object({ format: DiskFormat, virtualSizeBytes: z.number().int().positive() });
/** What `check-copy` has found out about the disk. */
export const foundDisk = ({ outputOf }: Pick<ReplicateContext, 'outputOf'>): z.infer<typeof Found> =>
  Found.parse(outputOf('check-copy'));

export const convert: ReplicateStep = {
  run: async (context) => {
    const { folder } = makingOf(context);
    const { files } = sourceOf(context);
    if (isConverted(context)) {
      const from = copyOf(context, files[0]?.name ?? '');
      await convertImage(context, makingOf(context), { from, ...foundDisk(context) });
      return undefined;
    }
    for (const { name } of files)
      await takeOnce(copyOf(context, name), join(folder.partialOf(context.jobId), name));
    return undefined;
  },
};

/** A crash may have come after it. */
async function takeOnce(from: string, to: string): Promise<void> {
  const isTaken = await access(from).then(
    () => false,
    () => true,
  );
  if (!isTaken) await rename(from, to);
  else await access(to);
}
