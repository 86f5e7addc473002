import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from './replace-file.ts';
import { storageError } from './storage-error.ts';

/**
 * Replaces a file (0600) so that a crash at any point leaves either the old or the new content, and that the
 * new one survives a power cut once this has returned.
 *
 * @throws AppError `insufficient-storage` when its disk is full; the old content stands then.
 */
export async function writeFileDurably(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw storageError(error, path);
  } finally {
    await file.close();
  }
  await replaceFile(temporary, path);
  await syncFolder(dirname(path));
}

/** Makes names in a folder (created, renamed, removed) survive a power cut. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
