/**
 * What Busbar itself writes beside the files of `Export-VM`: `hyper-v.json`. Hyper-V's own configuration says all of it
 * too, but to Hyper-V alone.
 */
import { join } from 'node:path';
import { SecureBoot } from '@busbar/shared/domain/image';
import { z } from 'zod';
import { writeJson } from '../vms/write-json.ts';
import type { DriveResult } from './results.ts';

export const copiedVmName = 'hyper-v.json';

/** The name of a file, and never a path. */
const FileName = z.string().regex(/^[^/\\:]{1,255}$/);

export const CopiedVmRecord = z.object({
  /** The folder that Hyper-V has named by the VM. */
  folder: FileName,
  /** Of each disk the file that the VM itself writes, as it is named in `Virtual Hard Disks`. The first is booted. */
  disks: z.array(FileName),
  secureBoot: SecureBoot,
});
export type CopiedVmRecord = z.infer<typeof CopiedVmRecord>;

export const diskFolderOf = (folder: string, record: CopiedVmRecord): string =>
  join(folder, record.folder, 'Virtual Hard Disks');

export async function writeCopiedVm(
  folder: string,
  vm: {
    readonly name: string;
    readonly drives: readonly DriveResult[];
    readonly secureBoot: SecureBoot;
  },
): Promise<void> {
  const drives = vm.drives.toSorted(
    (one, other) =>
      one.ControllerNumber - other.ControllerNumber || one.ControllerLocation - other.ControllerLocation,
  );
  const disks = drives.map(({ Path }) => fileNameOf(Path ?? ''));
  const record: CopiedVmRecord = { folder: vm.name, disks, secureBoot: vm.secureBoot };
  await writeJson(join(folder, copiedVmName), record);
}

/** Of a path as Hyper-V says it, on whatever platform this runs. */
export const fileNameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? '';
