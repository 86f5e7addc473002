import { pausingOf } from '../../hypervisor/pausing.ts';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { spareControlPlane } from './spare-control-plane.ts';

export const vmPauseHandlers: KindHandlers<'vm.pause', JobServices> = {
  pause: {
    run: async (context) => {
      await spareControlPlane(context, 'pause');
      const { services, document, signal } = context;
      const { vmId } = document;
      await pausingOf(await services.fleet.driverOf(vmId, signal)).pause(vmId, signal);
      await services.fleet.refresh(vmId);
      return undefined;
    },
  },
};
