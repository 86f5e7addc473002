import type { ProvisionStep } from './context.ts';
import { detachMedia } from './detach-media.ts';
import { removeSeed, seedFolderOf } from './seed-folder.ts';

export const detachSeed: ProvisionStep = {
  run: async (context) => {
    const { services, document, log } = context;
    await detachMedia(context);
    await removeSeed(services.seedsFolder, document.vmId);
    log('info', `Removed ${seedFolderOf(services.seedsFolder, document.vmId)}`);
    return undefined;
  },
};
