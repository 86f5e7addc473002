/** Node only: a file as large chunks in one reused buffer. */
import { open } from 'node:fs/promises';

/** Large enough that the two trips to the thread pool per chunk do not show beside the copying. */
const chunkSizeBytes = 4 * 1024 * 1024;

/** A chunk is overwritten by the next one. */
export async function* readFileChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  await using file = await open(path, 'r');
  const buffer = new Uint8Array(chunkSizeBytes);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, chunkSizeBytes, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
