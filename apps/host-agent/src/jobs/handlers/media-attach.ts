import { nameOfMedium } from '../../hypervisor/media.ts';
import type { KindHandlers } from '../step-handler.ts';
import { isoIn, mediaOfVm } from './media-of-vm.ts';
import type { JobServices } from './services.ts';

export const mediaAttachHandlers: KindHandlers<'media.attach', JobServices> = {
  check: {
    run: async (context) => ({
      path: await context.services.isos.find(context.document.iso),
      formerPath: await isoIn(context),
    }),
  },
  'attach-iso': {
    run: async (context) => {
      const { document, outputOf, signal, log } = context;
      const { path, formerPath } = outputOf('check');
      await (await mediaOfVm(context)).insert(document.vmId, String(path), signal);
      if (typeof formerPath === 'string' && formerPath !== path) {
        log('info', `“${nameOfMedium(formerPath)}” is out of the drive.`);
      }
      log('info', `“${document.iso}” is in the drive.`);
      return undefined;
    },
    undo: async (context) => {
      const { document, outputOf, signal } = context;
      const { path, formerPath } = outputOf('check');
      const media = await mediaOfVm(context);
      // Whoever has put in a third one since knows better.
      if ((await isoIn(context)) !== path) return;
      if (typeof formerPath === 'string') await media.insert(document.vmId, formerPath, signal);
      else await media.eject(document.vmId, signal);
    },
  },
};
