import { dialectOf, type SeedDialect } from '@busbar/seed/dialect';
import { withAgent } from '@busbar/seed/templates/agent-bootcmd';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import { channelDeadlineMs, windowsChannelDeadlineMs } from '../wait-for-channel.ts';
import { driverOf, type ProvisionContext } from './context.ts';

/** Whether the agent comes by the tools disc and real cloud-init; otherwise the hypervisor brings it. */
export async function needsToolsDisc(context: ProvisionContext): Promise<boolean> {
  return (await imageOf(context))?.hasCloudInit ?? false;
}

/** How long a first boot of this VM's image may leave the agent silent. */
export const agentDeadlineMs = async (context: ProvisionContext): Promise<number> =>
  (await dialectFor(context)) === 'cloudbase-init' ? windowsChannelDeadlineMs : channelDeadlineMs;

/** What reads the seed in this VM's guest. */
export async function dialectFor(context: ProvisionContext): Promise<SeedDialect> {
  return dialectOf((await imageOf(context))?.os ?? '');
}

async function imageOf(context: ProvisionContext): Promise<HostImage | undefined> {
  const images = await driverOf(context).images(context.signal);
  return images.find(({ name }) => name === context.document.image);
}

/** Whether an agent will answer: real cloud-init installs it only where the documents let it in. */
export async function expectsAgent(context: ProvisionContext): Promise<boolean> {
  return context.outputOf('render-seed').admitsAgent !== false || !(await needsToolsDisc(context));
}

/** The documents as the guest gets them. */
export async function withGuestAgent(
  context: ProvisionContext,
  documents: SeedDocuments,
): Promise<SeedDocuments> {
  if (!(await needsToolsDisc(context))) return documents;
  return withAgent(documents, { dialect: await dialectFor(context) });
}
