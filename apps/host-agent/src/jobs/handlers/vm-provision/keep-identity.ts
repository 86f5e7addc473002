/**
 * Has the agent copy itself and the instance's id to the guest's own disk: without the seed cloud-init would
 * take the next boot for a new machine (DESIGN section 4, step 8).
 */
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, KeepIdentityResult } from '@busbar/shared/protocol/channel';
import { waitForChannel } from '../wait-for-channel.ts';
import { driverOf, type ProvisionStep } from './context.ts';
import { expectsAgent } from './with-guest-agent.ts';

export const keepIdentity: ProvisionStep = {
  run: async (context) => {
    const { services, document, outputOf, signal, log } = context;
    const { vmId } = document;
    if (!(await expectsAgent(context))) {
      log('warn', 'No agent keeps the identity; the next boot may look like a new machine to cloud-init.');
      return { kept: [] };
    }
    // After a restart of the host agent its sessions to the guests are still being made.
    const { hello } = await waitForChannel({ services, driver: driverOf(context), vmId, signal });
    const capabilities = hello?.capabilities ?? [];
    if (!capabilities.includes('keep-identity')) {
      log(
        'warn',
        'This guest agent cannot keep the identity; the next boot may look like a new machine to cloud-init.',
      );
      return { kept: [] };
    }
    const told = outputOf('wait-cloud-init').instanceId;
    const instanceId = typeof told === 'string' ? told : (document.variables.INSTANCE ?? vmId);
    const { kept } = await requestJson(services.fleet.guests.session(vmId), {
      path: channelPaths.keepIdentity,
      body: { instanceId },
      output: KeepIdentityResult,
      signal,
    });
    for (const line of kept) log('info', `Kept ${line}`);
    return { instanceId };
  },
};
