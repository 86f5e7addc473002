import { driverOf, type ProvisionStep } from './context.ts';
import { detachMedia } from './detach-media.ts';
import { seedPathOf } from './seed-folder.ts';
import { needsToolsDisc } from './with-guest-agent.ts';

export const attachMedia: ProvisionStep = {
  run: async (context) => {
    const { services, document, signal } = context;
    const driver = driverOf(context);
    const path = seedPathOf(services.seedsFolder, document.vmId);
    await driver.attachMedium(document.vmId, { role: 'seed', path }, signal);
    if (await needsToolsDisc(context)) {
      const tools = await services.toolsDisc(signal);
      await driver.attachMedium(document.vmId, { role: 'tools', path: tools }, signal);
    }
    return undefined;
  },
  undo: detachMedia,
};
