import { waitForChannel } from '../wait-for-channel.ts';
import { driverOf, type ProvisionStep } from './context.ts';

export const waitChannel: ProvisionStep = {
  run: async (context) => {
    const { services, document, signal, log } = context;
    const { hello } = await waitForChannel({
      services,
      driver: driverOf(context),
      vmId: document.vmId,
      signal,
    });
    if (hello !== null)
      log('info', `Guest agent ${hello.agentVersion} answers: ${hello.os.name}, kernel ${hello.os.kernel}.`);
    return {};
  },
};
