/** Moving bytes with back-pressure over any stream, the same way for both sides of a comparison. */
import type { Readable, Writable } from 'node:stream';
import { isFull } from '@busbar/shared/http2/write-ahead';

/** What a reader of files or sockets hands on at a time. */
export const chunkBytes = 64 * 1024;
const chunk = Buffer.alloc(chunkBytes, 'busbar');

/** Writes so many bytes as the product does it, waiting whenever the stream is full. */
export async function feed(to: Writable, totalBytes: number): Promise<void> {
  for (let left = totalBytes; left > 0; ) {
    const piece = left >= chunkBytes ? chunk : chunk.subarray(0, left);
    left -= piece.length;
    to.write(piece);
    if (isFull(to)) await drained(to);
  }
}

/** Rejects when the stream closes: a benchmark whose peer has gone must not wait for it. */
function drained(to: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const onDrain = (): void => {
      to.off('close', onClose);
      resolve();
    };
    const onClose = (): void => {
      to.off('drain', onDrain);
      reject(new Error('The peer went away in the middle of the bytes.'));
    };
    to.once('drain', onDrain);
    to.once('close', onClose);
  });
}

/** Resolves when so many bytes have arrived; rejects when the stream closes first. */
export function arrived(from: Readable, totalBytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let seenBytes = 0;
    const stop = (): void => {
      from.off('data', onData);
      from.off('close', onClose);
    };
    const onData = (piece: Buffer): void => {
      seenBytes += piece.length;
      if (seenBytes < totalBytes) return;
      stop();
      resolve();
    };
    const onClose = (): void => {
      stop();
      reject(new Error(`Only ${seenBytes} of ${totalBytes} bytes arrived.`));
    };
    from.on('data', onData);
    from.once('close', onClose);
  });
}

/** Megabytes (10⁶) a second. */
export async function ratePerSecond(totalBytes: number, move: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await move();
  return totalBytes / 1e3 / (performance.now() - begin);
}
