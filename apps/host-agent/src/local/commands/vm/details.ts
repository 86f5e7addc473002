import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { vmView } from '../../vm-view.ts';
import { baseVmView, findBaseVm } from '../../work/base-vms.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const details = defineCommand({
  name: 'details',
  summary: 'Shows one VM, or one image that VMs are made from. Takes id.',
  parameters: z.object({ id: VmGuid }),
  run: async ({ id }, { services, signal }) => {
    const image = await findBaseVm(services, id, signal);
    if (image !== null) return { vm: baseVmView(image) };
    return { vm: await vmView(services, await findVm(services.fleet, id), { hasAddresses: true }) };
  },
});
