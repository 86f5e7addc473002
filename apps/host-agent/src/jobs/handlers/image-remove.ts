import { AppError } from '@busbar/shared/errors/app-error';
import { type ImageMaking, imageMakingOf } from '../../hypervisor/image-making.ts';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';

export const imageRemoveHandlers: KindHandlers<'image.remove', JobServices> = {
  remove: {
    run: async ({ services, document: { driver, image }, signal, remember, remembered, log }) => {
      const making = imageMakingOf(services.fleet.driver(driver));
      const isThere = (await making.folder.find(image)) !== null;
      // A crash may have come after its record had gone.
      if (!isThere && remembered.hasBegun !== true) throw unknown(image);
      await making.folder.remove(image, async () => {
        refuseUsed(image, await making.standingOn(image, signal));
        await remember({ hasBegun: true });
      });
      await services.imagesChanged();
      log('info', 'The image is removed.');
      return undefined;
    },
  },
};

const unknown = (image: string): AppError =>
  new AppError('not-found', `This host has no image ${image}.`, {
    userMessage: `The host no longer has the image “${image}”. Nothing was changed.`,
  });

/** As many as a message names. */
const namesShown = 10;

function refuseUsed(image: string, names: Awaited<ReturnType<ImageMaking['standingOn']>>): void {
  if (names.length === 0) return;
  const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : '';
  const list = `${names.slice(0, namesShown).join(', ')}${more}`;
  throw new AppError('conflict', `Disks of VMs stand on the image ${image}: ${list}.`, {
    userMessage: `Disks of these VMs stand on the image “${image}” and would be lost with it: ${list}. Delete them first; nothing was changed.`,
    details: { vms: names.slice(0, 100) },
  });
}
