import { open } from 'node:fs/promises';

/** Where the primary volume descriptor has the disc's label (ECMA-119 8.4): sector 16, bytes 40 to 71. */
const labelAt = 16 * 2048 + 40;
const labelBytes = 32;

/** Whether a disc has the label by which cloud-init knows a seed: `cidata`, in either case. */
export async function isSeedDisc(path: string): Promise<boolean> {
  try {
    await using file = await open(path, 'r');
    const buffer = Buffer.alloc(labelBytes);
    await file.read(buffer, 0, labelBytes, labelAt);
    return (
      buffer
        .toString('latin1')
        .replace(/[ \0]+$/, '')
        .toLowerCase() === 'cidata'
    );
  } catch (error) {
    // Taken away since it was attached: the drive is as good as empty.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
