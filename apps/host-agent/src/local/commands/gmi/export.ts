import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { optional } from '@busbar/shared/http2/abort-error';
import { z } from 'zod';
import { imageMakingOf } from '../../../hypervisor/image-making.ts';
import { packGoldenImage } from '../../../images/golden/pack-golden-image.ts';
import { type CommandContext, defineCommand } from '../../command.ts';
import { getImage } from '../../work/base-vms.ts';
import { findVm } from '../../work/find-vm.ts';

/** Answers when the archive is whole; a client that leaves ends it, and nothing stays. */
export const exportGmi = defineCommand({
  name: 'export',
  summary:
    'Packs an image as a golden image into the folder of disk files. Takes id: an image’s GUID or name; also stream, true for lines that say how far it is.',
  parameters: z.object({ id: z.string().min(1), stream: z.boolean().default(false) }),
  run: async ({ id, stream }, context) => {
    const { services, signal, send } = context;
    const { driver, name } = await imageOf(context, id);
    const { folder } = imageMakingOf(services.fleet.driver(driver));
    await services.diskFiles.make();
    const archive = join(services.diskFiles.path, `${name}.gmi.zip`);
    let told = 0;
    let telling = Promise.resolve();
    const progress = (doneBytes: number, totalBytes: number | null): void => {
      const percent = Math.floor((100 * doneBytes) / Math.max(1, totalBytes ?? 0));
      if (!stream || percent <= told) return;
      told = percent;
      // A client that has gone is told of nothing; the signal ends the work.
      telling = optional(telling.then(() => send({ id, doneBytes, totalBytes })));
    };
    await packGoldenImage({ folder, image: name, to: archive, progress, signal });
    await telling;
    return { id, status: 'exported', archive };
  },
});

async function imageOf({ services, signal }: CommandContext, id: string) {
  try {
    return await getImage(services, id, signal);
  } catch (error) {
    const vm = await findVm(services.fleet, id).catch(() => null);
    if (vm === null) throw error;
    throw new AppError(
      'precondition-failed',
      `${vm.name} is a VM. Make an image of it first, then export that image. Nothing was changed.`,
      { cause: error },
    );
  }
}
