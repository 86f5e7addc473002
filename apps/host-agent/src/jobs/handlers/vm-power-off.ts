import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';

export const vmPowerOffHandlers: KindHandlers<'vm.power-off', JobServices> = {
  'power-off': {
    run: async ({ services, document: { vmId }, signal }) => {
      const driver = await services.fleet.driverOf(vmId, signal);
      await driver.powerOff(vmId, signal);
      await services.fleet.refresh(vmId);
      return undefined;
    },
  },
};
