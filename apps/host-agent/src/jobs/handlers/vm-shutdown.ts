import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { shutDown } from './shut-down.ts';
import { spareControlPlane } from './spare-control-plane.ts';

const deadlineMs = 120_000;

export const vmShutdownHandlers: KindHandlers<'vm.shutdown', JobServices> = {
  shutdown: {
    run: async (context) => {
      await spareControlPlane(context, 'switch off');
      const { services, document, log, signal } = context;
      const { vmId } = document;
      const driver = await services.fleet.driverOf(vmId, signal);
      const patienceMs = services.scaledMs(driver, deadlineMs);
      const say = (text: string): void => log('info', text);
      await shutDown({ fleet: services.fleet, vmId, deadlineMs: patienceMs, log: say, signal });
      await services.fleet.refresh(vmId);
      return undefined;
    },
  },
};
