import { readFile } from 'node:fs/promises';

/** Files of /proc, /sys and /run are small; something larger is not what we think it is. */
const limitChars = 1024 * 1024;

const absent = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EINVAL', 'ENODEV']);

/** The file's text, or null where there is none that we may read. Other failures are thrown. */
export async function readTextIfPresent(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).slice(0, limitChars);
  } catch (error) {
    if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
