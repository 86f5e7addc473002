import { findCheckpoint, refuseTakenName } from '../../hypervisor/checkpoints.ts';
import type { KindHandlers } from '../step-handler.ts';
import { checkpointsOfVm } from './checkpoints-of-vm.ts';
import type { JobServices } from './services.ts';

export const checkpointRenameHandlers: KindHandlers<'checkpoint.rename', JobServices> = {
  check: {
    run: async (context) => {
      const { vmId, checkpointId, name } = context.document;
      const checkpoints = await (await checkpointsOfVm(context)).list(vmId, context.signal);
      const { name: formerName } = findCheckpoint(checkpoints, checkpointId);
      refuseTakenName(checkpoints, name, checkpointId);
      return { formerName };
    },
  },
  'rename-checkpoint': {
    run: async (context) => {
      const { vmId, checkpointId, name } = context.document;
      await (await checkpointsOfVm(context)).rename(vmId, checkpointId, name, context.signal);
      context.log('info', `“${context.outputOf('check').formerName}” is called “${name}” now.`);
      return undefined;
    },
    undo: async (context) => {
      const { vmId, checkpointId, name } = context.document;
      const checkpoints = await checkpointsOfVm(context);
      const present = (await checkpoints.list(vmId, context.signal)).find(({ id }) => id === checkpointId);
      // Whoever has given it a third name since knows better.
      if (present?.name !== name) return;
      const { formerName } = context.outputOf('check');
      await checkpoints.rename(vmId, checkpointId, String(formerName), context.signal);
    },
  },
};
