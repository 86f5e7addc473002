import { AppError } from '@busbar/shared/errors/app-error';
import type { KindHandlers } from '../step-handler.ts';
import { askGuestPower } from './ask-guest-power.ts';
import type { JobServices } from './services.ts';
import { waitForChannel } from './wait-for-channel.ts';

export const vmRebootHandlers: KindHandlers<'vm.reboot', JobServices> = {
  reboot: {
    run: async ({ services, document: { vmId }, remember, remembered, log, signal }) => {
      const { fleet } = services;
      const driver = await fleet.driverOf(vmId, signal);
      if ((await driver.find(vmId, signal))?.power !== 'running') {
        throw new AppError('conflict', 'The VM is not running; start it instead.');
      }
      const bootId = fleet.observe(vmId)?.hello?.bootId ?? null;
      // Run again after a crash: a boot that has come since then is the one that was asked for.
      const before = remembered.bootId;
      if (typeof before === 'string' && bootId !== null && before !== bootId) return { bootId: before };
      await remember({ bootId });
      const refusal = await askGuestPower(fleet, vmId, 'reboot', signal);
      if (refusal !== null) {
        log('warn', `The guest agent could not be asked (${refusal}); cutting and restoring the power.`);
        await driver.reset(vmId, signal);
      }
      return { bootId };
    },
  },
  'wait-channel': {
    run: async ({ services, document: { vmId }, outputOf, signal }) => {
      const driver = await services.fleet.driverOf(vmId, signal);
      const { bootId } = outputOf('reboot');
      const notBootId = typeof bootId === 'string' ? { notBootId: bootId } : {};
      const { hello } = await waitForChannel({ services, driver, vmId, signal, ...notBootId });
      return { bootId: hello?.bootId ?? null };
    },
  },
};
