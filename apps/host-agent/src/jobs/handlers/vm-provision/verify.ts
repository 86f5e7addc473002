/** Looks at what was made, from outside and from inside, before the job says that it is done. */
import { access } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { waitForChannel } from '../wait-for-channel.ts';
import { driverOf, type ProvisionContext, type ProvisionStep } from './context.ts';
import { seedFolderOf } from './seed-folder.ts';
import { expectsAgent } from './with-guest-agent.ts';

export const verify: ProvisionStep = {
  run: async (context) => {
    const { services, document, signal, log, outputOf } = context;
    await checkOutside(context);
    if (!(await expectsAgent(context))) {
      log('info', 'The VM runs; nobody looked at it from inside.');
      return { hostname: null, bootId: null, os: null, instanceId: null };
    }
    // After a restart of the host agent its sessions to the guests are still being made.
    await waitForChannel({ services, driver: driverOf(context), vmId: document.vmId, signal });
    const hello = await services.fleet.guests.greetAgain(document.vmId, signal);
    if (hello.hostname !== document.name) {
      log('warn', `The guest calls itself "${hello.hostname}", not "${document.name}".`);
    }
    log('info', `${hello.os.name} answers as "${hello.hostname}" over its channel.`);
    const { hostname, bootId, os } = hello;
    return { hostname, bootId, os: os.name, instanceId: outputOf('wait-cloud-init').instanceId ?? null };
  },
};

async function checkOutside(context: ProvisionContext): Promise<void> {
  const { services, document, signal } = context;
  const vm = await driverOf(context).find(document.vmId, signal);
  if (vm === null) throw new AppError('not-found', 'The VM is gone.');
  if (vm.power !== 'running') throw new AppError('guest-unreachable', `The VM is ${vm.power}.`);
  const folder = seedFolderOf(services.seedsFolder, document.vmId);
  const isSeedThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (vm.media.some(({ role }) => role === 'seed') || isSeedThere) {
    throw new AppError('internal', 'The seed is still there although it was detached.');
  }
}
