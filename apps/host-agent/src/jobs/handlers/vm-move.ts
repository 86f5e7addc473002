import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { wentAll } from '@busbar/shared/jobs/vm-move';
import { z } from 'zod';
import { type HostMoving, hostMovingOf } from '../../hypervisor/host-moving.ts';
import type { KindHandlers, StepContext } from '../step-handler.ts';
import { mebibytes } from './how-it-is-copied.ts';
import type { JobServices } from './services.ts';

type Context = StepContext<'vm.move', JobServices>;

/** What `check` leaves for later steps. */
const Checked = z.object({ parents: z.array(z.string()) });

export const vmMoveHandlers: KindHandlers<'vm.move', JobServices> = {
  check: {
    run: async (context) => {
      const { document, signal, log } = context;
      const { bytes, parents } = await movingOf(context).check(document.vmId, document.to, signal);
      log('info', `To ${document.to.hostName}, into ${document.to.folder}: about ${mebibytes(bytes)}.`);
      return { parents };
    },
  },
  'move-vm': {
    run: async (context) => {
      const { services, document, progress, signal, log } = context;
      await movingOf(context).move(document.vmId, document.to, progress, signal);
      log('info', `The VM is no longer here. ${document.to.hostName} has it now.`);
      await services.fleet.refresh(document.vmId);
      return undefined;
    },
    undo: async (context) => {
      const { document, signal } = context;
      const { hostName } = document.to;
      const isHere = await movingOf(context)
        .isHere(document.vmId, signal)
        .catch((cause: unknown) => {
          const leftBehind = [`the VM, here or on ${hostName}`];
          throw new AppError('internal', 'Where the VM is is not known.', { cause, details: { leftBehind } });
        });
      if (isHere) return;
      // The hypervisors were done before they heard of the end.
      const left = await letGo(context).then(
        () => [],
        (error: unknown) => [`files of the VM here: ${toAppError(error).message}`],
      );
      throw new AppError('internal', `The VM is on ${hostName} already, and stays there.`, {
        details: { leftBehind: [wentAll(document.to), ...left] },
      });
    },
  },
  'let-go': {
    run: async (context) => {
      await letGo(context);
      return undefined;
    },
  },
};

async function letGo(context: Context): Promise<void> {
  const { services, document, outputOf, signal, log } = context;
  const { parents } = Checked.parse(outputOf('check'));
  for (const file of await movingOf(context).letGo(document.vmId, parents, signal))
    log('warn', `${file} stays on this host, since no VM had it attached. Delete it by hand.`);
  await services.fleet.refresh(document.vmId);
}

/** By the driver's name: once it has gone, no driver here has the VM. */
const movingOf = ({ services, document }: Context): HostMoving =>
  hostMovingOf(services.fleet.driver(document.driver));
