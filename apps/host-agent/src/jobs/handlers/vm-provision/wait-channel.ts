import { waitForChannel } from '../wait-for-channel.ts';
import { driverOf, type ProvisionStep } from './context.ts';
import { agentDeadlineMs, expectsAgent } from './with-guest-agent.ts';

export const waitChannel: ProvisionStep = {
  run: async (context) => {
    const { services, document, signal, log } = context;
    if (!(await expectsAgent(context))) {
      log('warn', 'The template leaves the guest agent out: nobody answers over the channel.');
      return { hasAgent: false };
    }
    const { hello } = await waitForChannel({
      services,
      driver: driverOf(context),
      vmId: document.vmId,
      signal,
      deadlineMs: await agentDeadlineMs(context),
    });
    if (hello !== null)
      log('info', `Guest agent ${hello.agentVersion} answers: ${hello.os.name}, kernel ${hello.os.kernel}.`);
    return {};
  },
};
