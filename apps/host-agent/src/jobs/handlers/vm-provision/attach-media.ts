import { driverOf, type ProvisionStep } from './context.ts';
import { detachMedia } from './detach-media.ts';
import { seedPathOf } from './seed-folder.ts';

export const attachMedia: ProvisionStep = {
  run: async (context) => {
    const { services, document, signal, log } = context;
    const driver = driverOf(context);
    const path = seedPathOf(services.seedsFolder, document.vmId);
    await driver.attachMedium(document.vmId, { role: 'seed', path }, signal);
    const tools = await services.toolsDisc(signal);
    if (tools === null)
      log('warn', 'This host has no tools disc: the image must bring the guest agent itself.');
    else await driver.attachMedium(document.vmId, { role: 'tools', path: tools }, signal);
    return undefined;
  },
  undo: detachMedia,
};
