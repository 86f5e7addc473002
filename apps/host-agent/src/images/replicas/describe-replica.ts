import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { ReplicaFile, ReplicaSource } from '@busbar/shared/protocol/replicas';
import { sumFile } from '../../storage/sum-file.ts';
import type { ImageFolder } from '../image-folder.ts';

/** An image of this host for another one, once its disk is what its record says. @throws AppError as `ImageFolder.keep` */
export function describeReplica(
  { driver, folder }: { readonly driver: DriverName; readonly folder: ImageFolder },
  name: string,
  signal: AbortSignal,
): Promise<ReplicaSource> {
  return folder.keep(
    name,
    async (record) => {
      const files: ReplicaFile[] = [];
      for (const path of await folder.filesOf(name)) {
        const { size } = await stat(path);
        // The disk's was compared just now; what is beside it is small.
        const sha256 = files.length === 0 ? record.sha256 : await sumFile(path, () => undefined, signal);
        files.push({ name: basename(path), sizeBytes: size, sha256 });
      }
      return { driver, record: { ...record }, files };
    },
    signal,
  );
}

/** Where a file of an image is. @throws AppError `not-found`; `conflict` when the image is another one by now */
export async function findReplicaFile(
  folder: ImageFolder,
  { image, file, sha256 }: { readonly image: string; readonly file: string; readonly sha256: string },
): Promise<string> {
  const record = await folder.find(image);
  const paths = record === null ? [] : await folder.filesOf(image);
  const index = paths.findIndex((path) => basename(path) === file);
  const path = paths[index];
  if (record === null || path === undefined)
    throw new AppError('not-found', `This host has no image ${image} with a file ${file}.`, {
      userMessage: `The other host no longer has the image “${image}”. Nothing was changed.`,
    });
  if (index === 0 && record.sha256 !== sha256)
    throw new AppError('conflict', `The image ${image} is another one by now.`);
  return path;
}
