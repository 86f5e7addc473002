import { refuseTakenName } from '../../hypervisor/checkpoints.ts';
import type { KindHandlers } from '../step-handler.ts';
import { checkpointsOfVm } from './checkpoints-of-vm.ts';
import type { JobServices } from './services.ts';

/** Drivers take a name that is there for the checkpoint itself; the first step makes sure that it is this job's. */
export const checkpointCreateHandlers: KindHandlers<'checkpoint.create', JobServices> = {
  check: {
    run: async (context) => {
      const { document, signal } = context;
      const checkpoints = await checkpointsOfVm(context);
      refuseTakenName(await checkpoints.list(document.vmId, signal), document.name);
      return undefined;
    },
  },
  'create-checkpoint': {
    run: async (context) => {
      const { document, signal, log } = context;
      const { vmId, name } = document;
      const { id, hasMemory } = await (await checkpointsOfVm(context)).create(vmId, name, signal);
      log('info', `“${name}” ${hasMemory ? 'holds disk and memory' : 'holds the disk; the VM was off'}.`);
      return { checkpointId: id };
    },
    undo: async (context) => {
      const { document, signal } = context;
      const { vmId, name } = document;
      const checkpoints = await checkpointsOfVm(context);
      const made = (await checkpoints.list(vmId, signal)).find((checkpoint) => checkpoint.name === name);
      if (made !== undefined) await checkpoints.remove(vmId, made.id, signal);
    },
  },
};
