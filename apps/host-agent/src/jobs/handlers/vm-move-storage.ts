import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { type StorageMoving, storageMovingOf } from '../../hypervisor/storage-moving.ts';
import type { KindHandlers } from '../step-handler.ts';
import { mebibytes } from './how-it-is-copied.ts';
import type { JobServices } from './services.ts';
import type { OnVm } from './start-vm.ts';

/** What `check` leaves for later steps. */
const Checked = z.object({ from: z.string().nullable(), parents: z.array(z.string()) });

export const vmMoveStorageHandlers: KindHandlers<'vm.move-storage', JobServices> = {
  check: {
    run: async (context) => {
      const { document, signal, log } = context;
      const { from, bytes, foreign, parents } = await (await movingOfVm(context)).check(
        document.vmId,
        document.place,
        signal,
      );
      log('info', `From ${from ?? 'several places'} to ${document.place}: about ${mebibytes(bytes)}.`);
      for (const file of foreign)
        log(
          'warn',
          `${file} is not in the VM's own folder. It is moved too, and goes with the VM from then on.`,
        );
      return { from, parents };
    },
  },
  'move-files': {
    run: async (context) => {
      const { document, progress, signal, log } = context;
      await (await movingOfVm(context)).move(document.vmId, document.place, progress, signal);
      log('info', `The files are in ${document.place}.`);
      return undefined;
    },
    undo: async (context) => {
      const { document, signal, log } = context;
      const moving = await movingOfVm(context);
      const at = await moving.settle(document.vmId, document.place, signal).catch((cause: unknown) => {
        throw new AppError('internal', 'Whether half copies are left is not known.', {
          cause,
          details: { leftBehind: [`half copies in ${document.place}, until the files are next moved there`] },
        });
      });
      if (at !== document.place) return;
      // The hypervisor was done before it heard of the end. Copying all of it back would not be faster than going on.
      const { removed } = await moving.tidy(document.vmId, checkedOf(context), signal);
      log('warn', `The files were in ${document.place} already, and stay there.${words(removed)}`);
    },
  },
  tidy: {
    run: async (context) => {
      const { document, signal, log } = context;
      const { removed, kept } = await (await movingOfVm(context)).tidy(
        document.vmId,
        checkedOf(context),
        signal,
      );
      if (removed.length > 0) log('info', words(removed).trim());
      for (const file of kept)
        log('info', `${file} stays, since no VM has it attached. It goes when the VM is deleted.`);
      return undefined;
    },
  },
};

const words = (removed: readonly string[]): string =>
  removed.length === 0 ? '' : ` Removed, since the VM stands on copies of its own: ${removed.join(', ')}.`;

const checkedOf = ({
  outputOf,
}: {
  readonly outputOf: (step: 'check') => unknown;
}): z.infer<typeof Checked> => Checked.parse(outputOf('check'));

async function movingOfVm({ services, document: { vmId }, signal }: OnVm): Promise<StorageMoving> {
  return storageMovingOf(await services.fleet.driverOf(vmId, signal));
}
