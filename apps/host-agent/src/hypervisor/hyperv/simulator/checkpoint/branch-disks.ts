import type { Call } from '../call/cmdlet.ts';
import { readDisk } from '../disk/disk-file.ts';
import { makeChild } from '../disk/make-disk.ts';
import { extensionOf, fileNameOf, folderOf, joinPath } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';

/** Puts a new differencing disk (`name_GUID.avhdx`) on each disk of a VM, which goes on in them. */
export async function branchDisks(call: Call, vm: Vm): Promise<void> {
  const made: string[] = [];
  try {
    for (const drive of vm.configuration.drives) {
      if (drive.kind !== 'disk' || drive.path === null) continue;
      const parent = await readDisk(call.host.files, drive.path);
      const extension = parent.format === 'VHD' ? '.avhd' : '.avhdx';
      const stem = fileNameOf(drive.path)
        .slice(0, -extensionOf(drive.path).length)
        .replace(/_[0-9A-F-]{36}$/, '');
      const name = `${stem}_${call.host.newId().toUpperCase()}${extension}`;
      const path = joinPath(folderOf(drive.path), name);
      await makeChild(call, path, parent);
      made.push(path);
      drive.path = path;
    }
  } catch (error) {
    for (const path of made) await call.host.files.remove(path);
    throw error;
  }
}
