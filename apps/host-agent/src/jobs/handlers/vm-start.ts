import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { waitForChannel } from './wait-for-channel.ts';

/** A VM that runs but does not answer stays running: whoever looks for the reason needs it so. */
export const vmStartHandlers: KindHandlers<'vm.start', JobServices> = {
  start: {
    run: async ({ services, document: { vmId }, signal }) => {
      const driver = await services.fleet.driverOf(vmId, signal);
      await driver.start(vmId, signal);
      await services.fleet.refresh(vmId);
      return undefined;
    },
  },
  'wait-channel': {
    run: async ({ services, document: { vmId }, signal }) => {
      const driver = await services.fleet.driverOf(vmId, signal);
      const { hello } = await waitForChannel({ services, driver, vmId, signal });
      return { bootId: hello?.bootId ?? null };
    },
  },
};
