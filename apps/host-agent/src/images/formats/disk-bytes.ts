import { open } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';

/** A file of unknown content, of which only what is asked for is read. */
export type DiskBytes = {
  readonly sizeBytes: number;
  /** Fewer bytes at the end of the file, none beyond it. */
  readonly read: (at: number, length: number) => Promise<Buffer>;
};

export async function withDiskBytes<T>(path: string, work: (bytes: DiskBytes) => Promise<T>): Promise<T> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  return await work({
    sizeBytes: size,
    read: async (at, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    },
  });
}

/** @throws AppError `invalid-input` where the file ends before. */
export async function readWhole(bytes: DiskBytes, at: number, length: number): Promise<Buffer> {
  // An offset from a header may be any number; beyond the end there is nothing to read.
  if (!Number.isSafeInteger(at) || at < 0 || at + length > bytes.sizeBytes) throw cutShort();
  const found = await bytes.read(at, length);
  if (found.length === length) return found;
  throw cutShort();
}

const cutShort = (): AppError =>
  refusal('The file ends in the middle of what its header promises: it is damaged or not whole.');

/** What is said of a source that is not taken: it is wrong for good. */
export const refusal = (why: string): AppError =>
  new AppError('invalid-input', why, { userMessage: `${why} Nothing was imported.` });
