import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { stateOf, VmState, vmStates } from '../../vm-state.ts';
import { vmView } from '../../vm-view.ts';
import { baseVmView } from '../../work/base-vms.ts';
import { readyImages } from '../../work/choose-image.ts';
import type { FoundVm } from '../../work/find-vm.ts';

/** VMs that Busbar manages were all provisioned; what were not are its images. Unless `all` is said, those are left out. */
export const list = defineCommand({
  name: 'list',
  summary:
    'Lists VMs. Takes provisioned (only; exclude for the images that VMs are made from; all), state and includeNetAddress.',
  parameters: z.object({
    provisioned: z.enum(['all', 'exclude', 'only']).default('only'),
    state: VmState.optional(),
    includeNetAddress: z.boolean().default(false),
  }),
  run: async ({ provisioned, state, includeNetAddress }, { services, signal }) => {
    const here = (await services.fleet.observeAll()).filter((vm): vm is FoundVm => vm.vmId !== null);
    const wanted = provisioned === 'exclude' ? [] : here;
    const shown = wanted.filter((vm) => state === undefined || stateOf(vm) === state);
    const hasBases = provisioned !== 'only' && (state === undefined || state === vmStates.off);
    const bases = hasBases ? (await readyImages(services, signal)).map(baseVmView) : [];
    const vms = await Promise.all(
      shown.map((vm) => vmView(services, vm, { hasAddresses: includeNetAddress })),
    );
    return { vms: [...vms, ...bases] };
  },
});
