import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const detach = defineCommand({
  name: 'detach',
  summary: 'Takes the seed disc out of a VM. Takes id.',
  parameters: z.object({ id: VmGuid }),
  run: async ({ id }, { services, signal }) => {
    const { vmId } = await findVm(services.fleet, id);
    await services.media.detach(vmId, signal);
    return { id, status: 'detached' };
  },
});
