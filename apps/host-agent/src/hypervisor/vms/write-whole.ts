import { rm } from 'node:fs/promises';
import { storageError } from '../../storage/storage-error.ts';
import { patience } from './patience.ts';

/** Has a file written anew at `path`. Of what is not whole nothing stays. */
export async function writeWhole(path: string, write: () => Promise<unknown>): Promise<void> {
  await rm(path, patience);
  try {
    await write();
  } catch (error) {
    await rm(path, patience);
    throw storageError(error);
  }
}
