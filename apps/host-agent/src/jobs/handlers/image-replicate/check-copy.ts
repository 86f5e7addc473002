/** What has come must be what the other host has measured, byte for byte, before any program reads it. */
import { AppError } from '@busbar/shared/errors/app-error';
import { sumFile } from '../../../storage/sum-file.ts';
import {
  copyOf,
  isConverted,
  lookAtDisk,
  makingOf,
  type ReplicateContext,
  type ReplicateStep,
  sourceOf,
} from './context.ts';

export const checkCopy: ReplicateStep = {
  run: async (context) => {
    const { signal, progress, log } = context;
    const { files } = sourceOf(context);
    const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let done = 0;
    const onBytes = (count: number): void => {
      done += count;
      progress(done, total);
    };
    for (const { name, sha256 } of files) {
      const found = await sumFile(copyOf(context, name), onBytes, signal);
      if (found !== sha256) throw otherBytes(context, { name, sha256, found });
    }
    const disk = await lookAtDisk(copyOf(context, files[0]?.name ?? ''));
    const { diskFormat } = makingOf(context);
    if (!isConverted(context) && disk.format !== diskFormat)
      throw new AppError(
        'invalid-input',
        `The disk is ${disk.format}, not ${diskFormat}. Nothing was copied.`,
      );
    log('info', `It is what ${context.document.source.hostName} has: SHA-256 ${files[0]?.sha256}.`);
    return disk;
  },
};

function otherBytes(
  { document: { source, image } }: ReplicateContext,
  { name, sha256, found }: { readonly name: string; readonly sha256: string; readonly found: string },
): AppError {
  return new AppError('bad-peer', `The SHA-256 of the copied ${name} is ${found}, not ${sha256}.`, {
    userMessage: `What came from ${source.hostName} is not the image that it has: the SHA-256 of ${name} is ${found}. Nothing was copied. Verify “${image}” there, and copy it again.`,
    details: { expected: sha256, found },
  });
}
