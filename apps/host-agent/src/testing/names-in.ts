import { readdir } from 'node:fs/promises';

/** The names in a folder; none in one that was never made. @throws what else keeps it from being read */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
