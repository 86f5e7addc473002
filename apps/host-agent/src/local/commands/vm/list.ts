import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { stateOf, VmState } from '../../vm-state.ts';
import { vmView } from '../../vm-view.ts';
import type { FoundVm } from '../../work/find-vm.ts';

/** Those that Busbar manages: all of them were provisioned, so `exclude` leaves none. */
export const list = defineCommand({
  name: 'list',
  summary: 'Lists VMs. Takes provisioned (all, exclude, only), state and includeNetAddress.',
  parameters: z.object({
    provisioned: z.enum(['all', 'exclude', 'only']).default('all'),
    state: VmState.optional(),
    includeNetAddress: z.boolean().default(false),
  }),
  run: async ({ provisioned, state, includeNetAddress }, { services }) => {
    const here = (await services.fleet.observeAll()).filter((vm): vm is FoundVm => vm.vmId !== null);
    const wanted = provisioned === 'exclude' ? [] : here;
    const shown = wanted.filter((vm) => state === undefined || stateOf(vm) === state);
    return {
      vms: await Promise.all(shown.map((vm) => vmView(services, vm, { hasAddresses: includeNetAddress }))),
    };
  },
});
