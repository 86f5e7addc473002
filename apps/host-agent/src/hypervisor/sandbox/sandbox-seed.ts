import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storageError } from '../../storage/storage-error.ts';
import { readIso } from './read-iso.ts';

/**
 * Puts the seed's files where a running guest sees them at once. The folder itself stays, since it is
 * mounted; the guest cannot write it.
 */
export async function fillSeedFolder(folder: string, isoPath: string): Promise<void> {
  const files = await readIso(isoPath);
  await emptySeedFolder(folder);
  try {
    for (const { path, content } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o755 });
      // The guest's root owns none of it and must read it.
      await writeFile(join(folder, path), content, { mode: 0o644, flag: 'wx' });
    }
  } catch (error) {
    await emptySeedFolder(folder);
    throw storageError(error);
  }
}

/** Removes a seed; it may hold secrets. */
export async function emptySeedFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}
