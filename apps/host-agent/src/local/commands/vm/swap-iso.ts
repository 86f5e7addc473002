import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const swapIso = defineCommand({
  name: 'swap-iso',
  summary: 'Puts an ISO into the seed drive of a VM, in place of what is there. Takes id and isoPath.',
  parameters: z.object({ id: VmGuid, isoPath: z.string().min(1) }),
  run: async ({ id, isoPath }, { services, signal }) => {
    const { vmId } = await findVm(services.fleet, id);
    await services.media.attach(vmId, isoPath, signal);
    return { id, isoPath, status: 'swapped' };
  },
});
