import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Of every file below the folder, with `/` on every platform, in an order that is always the same. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
}

export const sizeOf = async (folder: string, path: string): Promise<number> =>
  (await stat(join(folder, path))).size;

/** Of all of them together. */
export async function bytesOf(folder: string, paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map((path) => sizeOf(folder, path)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
