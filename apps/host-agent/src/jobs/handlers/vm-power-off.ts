import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { spareControlPlane } from './spare-control-plane.ts';

export const vmPowerOffHandlers: KindHandlers<'vm.power-off', JobServices> = {
  'power-off': {
    run: async (context) => {
      await spareControlPlane(context, 'switch off');
      const { services, document, signal } = context;
      const { vmId } = document;
      const driver = await services.fleet.driverOf(vmId, signal);
      await driver.powerOff(vmId, signal);
      await services.fleet.refresh(vmId);
      return undefined;
    },
  },
};
