import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';

export const backupRemoveHandlers: KindHandlers<'backup.remove', JobServices> = {
  remove: {
    run: async ({ services, document: { backupId }, remember, remembered, log }) => {
      // A crash may have come after its name had gone.
      if (remembered.hasBegun !== true) {
        const place = await services.backups.holding(backupId);
        services.backups.refuseRead(backupId);
        await remember({ hasBegun: true });
        log('info', `It lies in ${place.folder}.`);
      }
      await services.backups.remove(backupId);
      log('info', 'The backup is removed.');
      return undefined;
    },
  },
};
