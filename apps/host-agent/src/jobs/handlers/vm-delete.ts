import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { HypervisorDriver } from '../../hypervisor/driver.ts';
import type { KindHandlers, StepContext } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { spareControlPlane } from './spare-control-plane.ts';
import { removeSeed } from './vm-provision/seed-folder.ts';

type Context = StepContext<'vm.delete', JobServices>;

/** A VM that is already gone is what was asked for. What cannot be removed is an error that names it. */
export const vmDeleteHandlers: KindHandlers<'vm.delete', JobServices> = {
  'power-off': {
    run: async (context) => {
      const { document, signal } = context;
      await spareControlPlane(context, 'delete');
      const driver = await findDriver(context);
      if (driver !== null && (await driver.find(document.vmId, signal)) !== null)
        await driver.powerOff(document.vmId, signal);
      return undefined;
    },
  },
  delete: {
    run: async (context) => {
      const { services, document, signal, log } = context;
      const drivers = await findDriver(context);
      const removed: string[] = [];
      // An undefined VM may still have a folder, and only its driver knows.
      for (const driver of drivers === null ? services.fleet.drivers : [drivers]) {
        removed.push(...(await driver.delete(document.vmId, signal)).removed);
      }
      await removeSeed(services.seedsFolder, document.vmId);
      for (const name of removed) log('info', `Removed ${name}`);
      if (removed.length === 0) log('warn', 'There was nothing to remove.');
      const left = await services.fleet.refresh(document.vmId);
      if (left !== null)
        throw new AppError('internal', 'The hypervisor still has the VM although it was deleted.');
      return { removed: removed.slice(0, 64) };
    },
  },
};

async function findDriver({ services, document, signal }: Context): Promise<HypervisorDriver | null> {
  try {
    return await services.fleet.driverOf(document.vmId, signal);
  } catch (thrown) {
    if (toAppError(thrown).code === 'not-found') return null;
    throw thrown;
  }
}
