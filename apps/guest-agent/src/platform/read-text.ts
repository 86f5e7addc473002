import { open, readFile } from 'node:fs/promises';

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

/** The last bytes of a file as text, from the beginning of a line if one begins there; null as above. */
export async function readTailIfPresent(path: string, limitBytes: number): Promise<string | null> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const from = Math.max(0, size - limitBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(limitBytes), 0, limitBytes, from);
    const text = buffer.toString('utf8', 0, bytesRead);
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } catch (error) {
    if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
