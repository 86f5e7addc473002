import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { InstanceName } from '../../seeds/seed-store.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const reattach = defineCommand({
  name: 'reattach',
  summary: 'Puts the disc of a seed into a VM again. Takes instanceName and id.',
  parameters: z.object({ instanceName: InstanceName, id: VmGuid }),
  run: async ({ instanceName, id }, { services, signal }) => {
    const { vmId } = await findVm(services.fleet, id);
    await services.seeds.get(instanceName);
    await services.media.attach(vmId, services.seeds.isoPathOf(instanceName), signal);
    return { instanceName, id, status: 'attached' };
  },
});
