import { nameOfMedium } from '../../hypervisor/media.ts';
import type { KindHandlers } from '../step-handler.ts';
import { isoIn, mediaOfVm } from './media-of-vm.ts';
import type { JobServices } from './services.ts';

/** An empty drive is what was asked for. */
export const mediaEjectHandlers: KindHandlers<'media.eject', JobServices> = {
  'eject-iso': {
    run: async (context) => {
      const { document, remember, remembered, signal, log } = context;
      const path = await isoIn(context);
      if (path !== null) {
        await remember({ path });
        await (await mediaOfVm(context)).eject(document.vmId, signal);
      }
      const former = path ?? remembered.path;
      log(
        'info',
        typeof former === 'string'
          ? `“${nameOfMedium(former)}” is out of the drive.`
          : 'The drive was empty.',
      );
      return undefined;
    },
    undo: async (context) => {
      const { document, remembered, signal } = context;
      if (typeof remembered.path !== 'string' || (await isoIn(context)) !== null) return;
      await (await mediaOfVm(context)).insert(document.vmId, remembered.path, signal);
    },
  },
};
