import { refuseSwitchInUse, switchesAmong } from '../../hypervisor/switches.ts';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';

/** One that is gone is what was asked for. */
export const switchRemoveHandlers: KindHandlers<'switch.remove', JobServices> = {
  check: {
    run: async ({ services, document, signal }) => {
      const { switches } = switchesAmong(services.fleet.drivers);
      const found = (await switches.list(signal)).find(({ id }) => id === document.switchId.toLowerCase());
      if (found !== undefined) refuseSwitchInUse(found);
      return undefined;
    },
  },
  'remove-switch': {
    run: async ({ services, document, signal, log }) => {
      await switchesAmong(services.fleet.drivers).switches.remove(document.switchId, signal);
      log('info', `“${document.name}” is gone.`);
      return undefined;
    },
  },
};
