/** Writes the seed disc (0600). It lives until `detach-seed`, because it holds secrets. */
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { seedFiles, seedLabel } from '@busbar/seed/seed-files';
import type { ProvisionStep } from './context.ts';
import { renderSeed } from './render-documents.ts';
import { emptySeedFolder, removeSeed, seedPathOf } from './seed-folder.ts';
import { withGuestAgent } from './with-guest-agent.ts';

/** Equal documents give equal bytes. */
const volumeTimestamp = new Date('2020-01-01T00:00:00Z');

export const buildIso: ProvisionStep = {
  run: async (context) => {
    const { services, document, signal, progress } = context;
    const { documents } = await renderSeed(context);
    const plan = planIso(seedFiles(await withGuestAgent(context, documents)), {
      label: seedLabel,
      volumeTimestamp,
    });
    await emptySeedFolder(services.seedsFolder, document.vmId);
    const onProgress = (written: number): void => progress(written, plan.sizeBytes);
    await writeIsoFile(seedPathOf(services.seedsFolder, document.vmId), plan, { signal, onProgress });
    return { sizeBytes: plan.sizeBytes };
  },
  undo: ({ services, document }) => removeSeed(services.seedsFolder, document.vmId),
};
