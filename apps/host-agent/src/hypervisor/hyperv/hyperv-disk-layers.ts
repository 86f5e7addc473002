import type { DiskLayers } from '../disk-layers.ts';
import { checkVmId } from '../vms/vm-record.ts';
import type { HypervHost } from './hyperv-host.ts';
import { lookBelow } from './parent-disk.ts';
import type { VmInventory } from './vm-inventory.ts';

/** Whether a VM's system disk, or a copy of one, stands on another disk. */
export function hypervDiskLayers(host: HypervHost, inventory: VmInventory): DiskLayers {
  const isCopyDifferencing = async (path: string, signal: AbortSignal): Promise<boolean> =>
    (await lookBelow(host, path, signal)).parent !== null;
  return {
    isCopyDifferencing,
    isDifferencing: async (vmId, signal) => {
      checkVmId(vmId);
      const { HardDrives } = await inventory.get(vmId, signal);
      const path = HardDrives[0]?.Path;
      return path == null ? false : isCopyDifferencing(path, signal);
    },
  };
}
