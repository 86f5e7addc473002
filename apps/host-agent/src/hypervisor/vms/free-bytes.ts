import { statfs } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';

/** Bytes that this process may still write in the folder's file system. */
export type FreeBytes = (folder: string) => Promise<number>;

export const freeBytesOf: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** @throws AppError `insufficient-storage` when less than `neededBytes` are free. */
export async function requireFreeBytes(
  folder: string,
  neededBytes: number,
  freeBytes: FreeBytes,
): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= neededBytes) return;
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  throw new AppError(
    'insufficient-storage',
    `${folder} has ${mebibytes(free)} free; ${mebibytes(neededBytes)} are needed.`,
    { userMessage: `Not enough disk space: ${mebibytes(free)} free, ${mebibytes(neededBytes)} needed.` },
  );
}
