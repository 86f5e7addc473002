/** The seed's documents as cloud-init, or the sandbox's applier, keeps them in the guest. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppliedDocuments, appliedDocumentLimitBytes } from '@busbar/shared/protocol/channel';

export const instanceFolder = 'var/lib/cloud/instance';

/** cloud-init writes the first two; the applier the third, which cloud-init keeps in no such form. */
export const instanceFiles = {
  userData: 'user-data.txt',
  vendorData: 'vendor-data.txt',
  metaData: 'meta-data.txt',
} as const;

export async function readAppliedDocuments(root: string): Promise<AppliedDocuments> {
  const names = Object.keys(instanceFiles) as (keyof typeof instanceFiles)[];
  const entries = await Promise.all(
    names.map(async (name) => {
      const document = await readBounded(join(root, instanceFolder, instanceFiles[name]));
      return document === null ? [] : [[name, document] as const];
    }),
  );
  return Object.fromEntries(entries.flat());
}

/** Null where there is no such file. */
async function readBounded(path: string): Promise<AppliedDocuments['userData'] | null> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > appliedDocumentLimitBytes) return { sizeBytes: size, text: null };
    const { buffer, bytesRead } = await file.read(Buffer.alloc(appliedDocumentLimitBytes), 0, size, 0);
    return { sizeBytes: bytesRead, text: buffer.toString('utf8', 0, bytesRead) };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
