import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file so that a power cut leaves the old one or the new one, never a half. Says whether anything
 * had to change.
 */
export async function writeAtomically(path: string, content: Uint8Array, mode: number): Promise<boolean> {
  if (await holds(path, content)) return false;
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.busbar-new`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.writeFile(content);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  return true;
}

async function holds(path: string, content: Uint8Array): Promise<boolean> {
  try {
    return (await readFile(path)).equals(content);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
