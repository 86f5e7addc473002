import { z } from 'zod';
import { diskLayersOf } from '../../../hypervisor/disk-layers.ts';
import { defineCommand } from '../../command.ts';
import { findBaseVm } from '../../work/base-vms.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const isDifferencingDisk = defineCommand({
  name: 'is-differencing-disk',
  summary: 'Says whether the disk of a VM stands on another file. Takes guid.',
  parameters: z.object({ guid: VmGuid }),
  run: async ({ guid }, { services, signal }) => {
    // Images are converted whole.
    if ((await findBaseVm(services, guid, signal)) !== null) return { guid, isDifferencing: false };
    const { vmId } = await findVm(services.fleet, guid);
    const layers = diskLayersOf(await services.fleet.driverOf(vmId, signal));
    return { guid, isDifferencing: (await layers?.isDifferencing(vmId, signal)) ?? false };
  },
});
