/** Other sizes for VMs of the test hypervisor. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { Resizing } from '../hypervisor/resizing.ts';
import type { MemoryVms } from './memory-vms.ts';

export const memoryResizing = (vms: MemoryVms, hasFullDisk: () => boolean): Resizing => ({
  sizeOf: async (vmId) => ({ dynamicMemory: null, ...(await vms.read(vmId)) }),
  setMachine: async (vmId, { cpuCount, memoryBytes }) => {
    await vms.write({ ...(await vms.read(vmId)), cpuCount, memoryBytes });
    await vms.say('set-machine');
  },
  growDisk: async (vmId, diskBytes) => {
    if (hasFullDisk()) throw new AppError('insufficient-storage', 'There is no room for the disk.');
    await vms.write({ ...(await vms.read(vmId)), diskBytes });
    await vms.say('grow-disk');
  },
});
