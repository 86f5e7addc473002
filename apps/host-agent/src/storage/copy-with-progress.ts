import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const chunkBytes = 1024 * 1024;

/** Into a new file, which is on the disk itself afterwards. What is cut short may leave a part of it. */
export async function copyWithProgress(
  from: string,
  to: string,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const counting = new Transform({
    highWaterMark: chunkBytes,
    transform(chunk: Buffer, _encoding, next) {
      onBytes(chunk.length);
      next(null, chunk);
    },
  });
  const source = createReadStream(from, { highWaterMark: chunkBytes });
  const target = createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(source, counting, target, { signal });
}
