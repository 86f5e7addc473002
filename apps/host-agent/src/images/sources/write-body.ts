import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AppError } from '@busbar/shared/errors/app-error';
import type { Progress } from '../../hypervisor/driver.ts';
import { type FreeBytes, requireFreeBytes } from '../../hypervisor/vms/free-bytes.ts';

/** What must stay free on the host's disk, looked at after so many bytes. */
export const keptFreeBytes = 256 * 2 ** 20;
const lookEveryBytes = 64 * 2 ** 20;

export type WriteBody = {
  readonly file: FileHandle;
  readonly path: string;
  /** Where in the file the body belongs. */
  readonly from: number;
  /** Null: as many as come, up to the limit. */
  readonly totalBytes: number | null;
  readonly limitBytes: number;
  readonly freeBytes: FreeBytes;
  readonly progress: Progress;
  /** Called once half of it is there. */
  readonly onHalf: () => void;
  readonly tooMany: () => AppError;
};

/** Writes what comes from elsewhere, never more than was said. Returns where it ended. @throws what `body` throws */
export async function writeBody(body: AsyncIterable<Buffer>, write: WriteBody): Promise<number> {
  const { file, path, from, totalBytes, limitBytes, freeBytes, progress, onHalf, tooMany } = write;
  let at = from;
  let lookedAt = from;
  for await (const chunk of body) {
    if (at + chunk.length > (totalBytes ?? limitBytes)) throw tooMany();
    await file.write(chunk, 0, chunk.length, at);
    at += chunk.length;
    progress(at, totalBytes);
    if (at - lookedAt >= lookEveryBytes) {
      lookedAt = at;
      await requireFreeBytes(dirname(path), keptFreeBytes, freeBytes);
    }
    if (totalBytes !== null && at >= totalBytes / 2) onHalf();
  }
  return at;
}
