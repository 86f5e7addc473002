import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { vmView } from '../../vm-view.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const details = defineCommand({
  name: 'details',
  summary: 'Shows one VM. Takes id.',
  parameters: z.object({ id: VmGuid }),
  run: async ({ id }, { services }) => ({
    vm: await vmView(services, await findVm(services.fleet, id), { hasAddresses: true }),
  }),
});
