import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const chunkBytes = 1024 * 1024;

/** A checksum in hex of what the file holds, which is on the disk itself afterwards. */
export async function sumFile(
  path: string,
  onBytes: (count: number) => void,
  signal: AbortSignal,
  algorithm: 'sha256' | 'sha512' = 'sha256',
): Promise<string> {
  const hash = createHash(algorithm);
  await using file = await open(path, 'r');
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, null);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    onBytes(bytesRead);
  }
  // Windows flushes for writers only; what is exported there Hyper-V has written and closed itself.
  if (process.platform !== 'win32') await file.datasync();
  return hash.digest('hex');
}
