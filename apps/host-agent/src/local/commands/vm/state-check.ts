import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { isNetworkReady } from '../../net-addresses.ts';
import { networkReady, stateOf, VmState } from '../../vm-state.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const stateCheck = defineCommand({
  name: 'state-check',
  summary: 'Says whether a VM is in a state; 9999 asks whether its network is ready. Takes id and state.',
  parameters: z.object({ id: VmGuid, state: z.union([VmState, z.literal(networkReady)]) }),
  run: async ({ id, state }, { services }) => {
    const vm = await findVm(services.fleet, id);
    const isReady = state === networkReady && isNetworkReady(vm);
    const currentState = isReady ? networkReady : stateOf(vm);
    return { id, desiredState: state, currentState, matches: currentState === state };
  },
});
