/**
 * Node only: writes a planned disc to a file.
 *
 * The bytes go to a file beside the target, which gets its name only when they are complete and on the disk:
 * a reader never sees half a disc, and an existing file is never overwritten.
 */
import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { isoChunks, type OpenFile } from './iso-chunks.ts';
import type { IsoPlan } from './plan-iso.ts';
import { readFileChunks } from './read-file-chunks.ts';

export type WriteIsoOptions = {
  /** Aborting removes what was written and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each write with the bytes written so far, never more than `plan.sizeBytes`. */
  readonly onProgress?: (writtenBytes: number) => void;
  /** Where contents named by `source` come from. Default: `source` is a path on this machine. */
  readonly openFile?: OpenFile;
  /** Wait for the disk itself (fsync). Default true; false where the file can be made again at will. */
  readonly durable?: boolean;
};

/** Small contents are gathered up to this size, so that a seed is one system call. */
const gatherLimitBytes = 1024 * 1024;

/**
 * @param path must not exist; its folder must.
 * @throws AppError `already-exists`, `insufficient-storage` or `conflict` (a source changed); the signal's
 *   reason; or the operating system's own error. Nothing is left behind in any of these cases.
 */
export async function writeIsoFile(
  path: string,
  plan: IsoPlan,
  options: WriteIsoOptions = {},
): Promise<void> {
  options.signal?.throwIfAborted();
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await writePartial(partial, plan, options);
    options.signal?.throwIfAborted();
    await giveName(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw describe(error, path, plan);
  }
}

async function writePartial(partial: string, plan: IsoPlan, options: WriteIsoOptions): Promise<void> {
  await using file = await open(partial, 'wx', 0o600);
  const gathered = new Gatherer(file, options);
  for await (const chunk of isoChunks(plan, options.openFile ?? readFileChunks)) await gathered.add(chunk);
  await gathered.flush();
  if (options.durable ?? true) await file.datasync();
}

/** Copies small chunks and writes them together; a large one is written at once, before it is reused. */
class Gatherer {
  readonly #file: FileHandle;
  readonly #options: WriteIsoOptions;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writtenBytes = 0;

  constructor(file: FileHandle, options: WriteIsoOptions) {
    this.#file = file;
    this.#options = options;
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#options.signal?.throwIfAborted();
    this.#waiting.push(chunk.length < gatherLimitBytes ? chunk.slice() : chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= gatherLimitBytes) await this.flush();
  }

  async flush(): Promise<void> {
    let parts = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    while (parts.length > 0) {
      const { bytesWritten } = await this.#file.writev(parts);
      this.#writtenBytes += bytesWritten;
      this.#options.onProgress?.(this.#writtenBytes);
      parts = remainder(parts, bytesWritten);
    }
  }
}

/** What is left after a write that the system cut short. */
function remainder(parts: readonly Uint8Array[], writtenBytes: number): Uint8Array[] {
  let skip = writtenBytes;
  const left: Uint8Array[] = [];
  for (const part of parts) {
    if (skip < part.length) left.push(part.subarray(skip));
    skip = Math.max(0, skip - part.length);
  }
  return left;
}

/**
 * A hard link fails where the name is taken, a rename would replace it. Where the file system has no hard
 * links (ReFS before 2022, FAT), the name is reserved by an exclusive create and only that is replaced.
 */
async function giveName(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
    await rm(partial);
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'UNKNOWN')) throw error;
    await (await open(path, 'wx', 0o600)).close();
    await rename(partial, path);
  }
}

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

function describe(error: unknown, path: string, plan: IsoPlan): unknown {
  if (hasCode(error, 'EEXIST')) {
    return new AppError('already-exists', `"${path}" exists; it was left as it is.`, { cause: error });
  }
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    const text = `No room for "${path}": the disc needs ${plan.sizeBytes} bytes.`;
    return new AppError('insufficient-storage', text, {
      userMessage: `${text} Nothing was left behind; free some space and try again.`,
      details: { path, sizeBytes: plan.sizeBytes },
      cause: error,
    });
  }
  return error;
}
