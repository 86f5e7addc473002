import type { PowerState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { awaitStarted, startVm } from './start-vm.ts';

/** Run again after a crash it may run already. */
const possible: readonly (PowerState | undefined)[] = ['paused', 'saved', 'starting', 'running'];

export const vmResumeHandlers: KindHandlers<'vm.resume', JobServices> = {
  resume: {
    run: async (context) => {
      const { services, document, signal } = context;
      const driver = await services.fleet.driverOf(document.vmId, signal);
      const power = (await driver.find(document.vmId, signal))?.power;
      if (!possible.includes(power)) {
        throw new AppError(
          'precondition-failed',
          `The VM is ${power ?? 'gone'}; it has nothing to go on from.`,
          {
            userMessage: `The VM is ${power ?? 'gone'}, so it has nothing to go on from. Start it instead; nothing was changed.`,
          },
        );
      }
      return startVm(context);
    },
  },
  'wait-channel': { run: awaitStarted },
};
