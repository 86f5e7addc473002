import { driverOf, type ProvisionStep } from './context.ts';
import { detachMedia } from './detach-media.ts';
import { notAsKept } from './not-as-kept.ts';
import { hasSeed, seedPathOf } from './seed-folder.ts';
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
  // Secrets are erased, so the seed cannot be written again; once cloud-init has read it, it is not needed.
  stillHolds: async (context) => {
    const { services, document, outputOf, signal } = context;
    if (outputOf('wait-cloud-init').state !== undefined) return true;
    const vm = await driverOf(context).find(document.vmId, signal);
    const isAttached = vm?.media.some(({ role }) => role === 'seed') ?? false;
    if (isAttached && (await hasSeed(services.seedsFolder, document.vmId))) return true;
    throw notAsKept('The seed that was kept is gone');
  },
  undo: detachMedia,
};
