import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

export const sumsName = 'SHA256SUMS';

/** As coreutils write and read it: `sha256sum -c SHA256SUMS` checks an export where Busbar is not. */
export const sumsText = (sums: readonly (readonly [path: string, sum: string])[]): string =>
  sums.map(([path, sum]) => `${sum}  ${path}\n`).join('');

const line = /^([0-9a-f]{64}) [ *](.+)$/;

/** By path. `null` for a text that is no list of sums. */
export function readSums(text: string): ReadonlyMap<string, string> | null {
  const sums = new Map<string, string>();
  for (const each of text.split('\n').filter((words) => words !== '')) {
    const [, sum, path] = line.exec(each) ?? [];
    if (sum === undefined || path === undefined) return null;
    sums.set(path, sum);
  }
  return sums.size === 0 ? null : sums;
}

const chunkBytes = 1024 * 1024;

/** SHA-256 in hex of what the file holds, which is on the disk itself afterwards. */
export async function sumFile(
  path: string,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
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
