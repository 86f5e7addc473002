import { AppError } from '@busbar/shared/errors/app-error';
import type { KindHandlers } from '../step-handler.ts';
import { checkpointsOfVm } from './checkpoints-of-vm.ts';
import type { JobServices } from './services.ts';

/** A checkpoint that is already gone is what was asked for. */
export const checkpointRemoveHandlers: KindHandlers<'checkpoint.remove', JobServices> = {
  'remove-checkpoint': {
    run: async (context) => {
      const { document, remember, remembered, signal, log } = context;
      const { vmId, checkpointId } = document;
      const checkpoints = await checkpointsOfVm(context);
      const present = (await checkpoints.list(vmId, signal)).find(({ id }) => id === checkpointId);
      if (present !== undefined) {
        await remember({ name: present.name });
        await checkpoints.remove(vmId, checkpointId, signal);
      }
      const name = present?.name ?? remembered.name;
      log('info', name === undefined ? 'The checkpoint was gone already.' : `“${name}” is removed.`);
      return { name };
    },
    undo: async (context) => {
      const { document, remembered, signal } = context;
      const checkpoints = await (await checkpointsOfVm(context)).list(document.vmId, signal);
      if (remembered.name === undefined) return;
      if (checkpoints.some(({ id }) => id === document.checkpointId)) return;
      throw new AppError('precondition-failed', 'A checkpoint that is removed cannot be brought back.', {
        details: {
          leftBehind: [`The checkpoint “${remembered.name}” is removed and cannot be brought back`],
        },
      });
    },
  },
};
