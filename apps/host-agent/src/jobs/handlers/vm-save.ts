import { savingOf } from '../../hypervisor/saving.ts';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { spareControlPlane } from './spare-control-plane.ts';

export const vmSaveHandlers: KindHandlers<'vm.save', JobServices> = {
  save: {
    run: async (context) => {
      await spareControlPlane(context, 'save');
      const { services, document, signal } = context;
      const { vmId } = document;
      await savingOf(await services.fleet.driverOf(vmId, signal)).save(vmId, signal);
      await services.fleet.refresh(vmId);
      return undefined;
    },
  },
};
