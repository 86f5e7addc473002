/** Writes the seed disc. It lives until `detach-seed`, because it holds secrets. */
import { writeSeedIso } from '../../../seeds/write-seed-iso.ts';
import type { ProvisionStep } from './context.ts';
import { renderSeed } from './render-documents.ts';
import { emptySeedFolder, removeSeed, seedPathOf } from './seed-folder.ts';
import { withGuestAgent } from './with-guest-agent.ts';

export const buildIso: ProvisionStep = {
  run: async (context) => {
    const { services, document, signal, progress: onProgress } = context;
    const { documents } = await renderSeed(context);
    await emptySeedFolder(services.seedsFolder, document.vmId);
    const path = seedPathOf(services.seedsFolder, document.vmId);
    const sizeBytes = await writeSeedIso(path, await withGuestAgent(context, documents), {
      signal,
      onProgress,
    });
    return { sizeBytes };
  },
  undo: ({ services, document }) => removeSeed(services.seedsFolder, document.vmId),
};
