import { meteringOf } from '../../hypervisor/metering.ts';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';

export const vmMeterHandlers: KindHandlers<'vm.meter', JobServices> = {
  'set-metering': {
    run: async ({ services, document: { vmId, metering: wanted }, signal, log }) => {
      const metering = meteringOf(await services.fleet.driverOf(vmId, signal));
      const counted = await metering.measure(vmId, signal);
      if (wanted === 'on') await metering.turnOn(vmId, signal);
      else if (wanted === 'off') await metering.turnOff(vmId, signal);
      else await metering.beginAnew(vmId, signal);
      if (counted !== null && wanted !== 'on')
        log('info', `What was counted in ${Math.round(counted.seconds)} s is forgotten.`);
      return undefined;
    },
  },
};
