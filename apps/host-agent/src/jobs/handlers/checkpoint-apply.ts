import { AppError } from '@busbar/shared/errors/app-error';
import { findCheckpoint } from '../../hypervisor/checkpoints.ts';
import type { KindHandlers } from '../step-handler.ts';
import { checkpointsOfVm } from './checkpoints-of-vm.ts';
import type { JobServices } from './services.ts';
import { spareControlPlane } from './spare-control-plane.ts';
import { awaitStarted, startVm } from './start-vm.ts';

export const checkpointApplyHandlers: KindHandlers<'checkpoint.apply', JobServices> = {
  check: {
    run: async (context) => {
      const { document, signal } = context;
      await spareControlPlane(context, 'turn back');
      const checkpoints = await (await checkpointsOfVm(context)).list(document.vmId, signal);
      return { name: findCheckpoint(checkpoints, document.checkpointId).name };
    },
  },
  'apply-checkpoint': {
    run: async (context) => {
      const { services, document, remember, remembered, outputOf, signal, log } = context;
      const { vmId, checkpointId } = document;
      if (remembered.isApplied !== true) {
        await (await checkpointsOfVm(context)).apply(vmId, checkpointId, signal);
        // Before anything else: somebody may start the VM, and what it writes then must not be lost to a second time.
        await remember({ isApplied: true });
      }
      // Its guest, if it ran, is another one now, and so is the channel.
      const vm = await services.fleet.refresh(vmId);
      log('info', `The VM is as it was at “${outputOf('check').name}”, and ${vm?.power ?? 'gone'}.`);
      return { isApplied: true };
    },
    undo: async ({ outputOf, remembered }) => {
      const what = `The VM ${remembered.isApplied === true ? 'is' : 'may be'} as it was at “${outputOf('check').name}”`;
      throw new AppError('precondition-failed', 'What the VM was before cannot be brought back.', {
        details: { leftBehind: [`${what}: what it was before cannot be brought back`] },
      });
    },
  },
  start: {
    run: async (context) => {
      if (context.document.start) return startVm(context);
      context.log('info', 'It was not to be started.');
      return undefined;
    },
  },
  'wait-channel': {
    run: async (context) => (context.document.start ? awaitStarted(context) : undefined),
  },
};
