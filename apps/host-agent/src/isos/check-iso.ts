import { open, realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';

export type IsoPlaces = {
  /** The agent's own state; nothing in it is for VMs but what is in `discFolders`. */
  readonly stateFolder: string;
  readonly discFolders: readonly string[];
};

/** ISO 9660: the identifier of the first volume descriptor, in sector 16 (ECMA-119 §8.1.2). */
const identifierOffset = 16 * 2048 + 1;
const identifier = 'CD001';

/**
 * Who may put discs into VMs is not root here: only a disc image, and none of the agent's own files, such as the seed of
 * another VM. Returns the path with its links resolved.
 *
 * @throws `not-found`, `forbidden`, `invalid-input`
 */
export async function checkIso(path: string, { stateFolder, discFolders }: IsoPlaces): Promise<string> {
  if (!isAbsolute(path)) throw new AppError('invalid-input', 'The path of an ISO must be absolute.');
  const real = await realpath(path).catch((cause: unknown) => {
    throw new AppError('not-found', `There is no file ${path} on this host.`, { cause });
  });
  const isOwn = isInside(real, await realpath(stateFolder));
  // They are made when the agent starts. In one that was removed since is nothing, and the refusal below holds.
  const folders = await Promise.all(discFolders.map((folder) => realpath(folder).catch(() => folder)));
  if (isOwn && !folders.some((folder) => isInside(real, folder)))
    throw new AppError('forbidden', `${path} belongs to the host agent; it is not put into a VM.`);
  await using file = await open(real, 'r');
  const isFile = (await file.stat()).isFile();
  const { buffer, bytesRead } = isFile
    ? await file.read(Buffer.alloc(identifier.length), 0, identifier.length, identifierOffset)
    : { buffer: Buffer.alloc(0), bytesRead: 0 };
  if (bytesRead === identifier.length && buffer.toString('latin1') === identifier) return real;
  throw new AppError('invalid-input', `${path} is no ISO 9660 image.`);
}

export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}
