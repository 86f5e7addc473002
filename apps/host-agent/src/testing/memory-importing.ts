/** Disks from copies, for the test hypervisor. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Importing } from '../hypervisor/importing.ts';

export type MemoryImportingDeps = {
  readonly folderOf: (vmId: string) => string;
  readonly hasFullDisk: () => boolean;
  readonly say: (what: string) => Promise<void>;
  readonly checkpoint: (name: string) => void;
};

/** Where a process may be killed. */
export const halfImported = 'create-disk:half';

export const memoryImporting = ({
  folderOf,
  hasFullDisk,
  say,
  checkpoint,
}: MemoryImportingDeps): Importing => ({
  createDiskFrom: async ({ folder }, { vmId }, progress) => {
    const path = join(folderOf(vmId), 'disk');
    const copied = await readFile(join(folder, 'disk'), 'utf8');
    if ((await readFile(path, 'utf8').catch(() => '')) === copied) return;
    await mkdir(folderOf(vmId), { recursive: true });
    await writeFile(path, copied.slice(0, copied.length / 2));
    checkpoint(halfImported);
    if (hasFullDisk()) throw new AppError('insufficient-storage', 'There is no room for the disk.');
    await writeFile(path, copied);
    await say('create-disk-from');
    progress(copied.length, copied.length);
  },
});
