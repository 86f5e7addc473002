import { randomUUID } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type { z } from 'zod';
import { replaceFile } from '../../storage/replace-file.ts';
import { storageError } from '../../storage/storage-error.ts';

/** Records are small; a larger file is not one of ours. */
const recordLimitBytes = 64 * 1024;

/** Whole or not at all, also when the machine loses power: written beside, flushed, renamed. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    {
      await using file = await open(partial, 'wx', 0o600);
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.datasync();
    }
    await replaceFile(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw storageError(error);
  }
}

/** `null` when there is no such file. @throws AppError `internal` when it is not what it should be. */
export async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  const text = await readIfPresent(path);
  if (text === null) return null;
  try {
    if (text.length > recordLimitBytes) throw new Error(`${text.length} bytes are too many`);
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('internal', `The record ${path} is damaged.`, { cause });
  }
}

async function readIfPresent(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // The second: somebody has put a file where a folder of ours would be.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
