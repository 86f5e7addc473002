import { imageMakingOf } from '../../hypervisor/image-making.ts';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';

/** However it goes, what is known of the image is told anew: a damaged one shows at once. */
export const imageVerifyHandlers: KindHandlers<'image.verify', JobServices> = {
  verify: {
    run: async ({ services, document: { driver, image }, signal, progress, log }) => {
      const { folder } = imageMakingOf(services.fleet.driver(driver));
      try {
        await folder.verify(image, progress, signal);
      } finally {
        await services.imagesChanged();
      }
      log('info', 'The disk is what it was when the image was made.');
      return undefined;
    },
  },
};
