/**
 * Images as vmgenie's clients know them: VMs that were not provisioned (`provisioned: "exclude"`), from which others
 * are. Each has a GUID that is made of its driver and name, so that it is the same for as long as the image is there.
 */
import { createHash } from 'node:crypto';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import type { LocalServices } from '../local-services.ts';
import { vmStates } from '../vm-state.ts';
import { readyImages } from './choose-image.ts';

type Services = Pick<LocalServices, 'fleet' | 'factsOf'>;

/** A version 8 UUID (RFC 9562): its bits are ours to choose. Pure. */
export function guidOfImage({ driver, name }: Pick<HostImage, 'driver' | 'name'>): string {
  const bytes = createHash('sha256').update(`busbar image ${driver}/${name}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What no image knows is null: it has a disk, and no machine around it. */
export const baseVmView = (image: HostImage) => ({
  Id: guidOfImage(image),
  Name: image.name,
  State: vmStates.off,
  Description: image.title,
  CpuCount: null,
  MemoryMb: null,
  UptimeSeconds: null,
  CreationTime: image.imported === undefined ? null : new Date(image.imported.at).toISOString(),
  HostResourcePath: null,
  Generation: null,
  ArtifactInstance: null,
  NetAddresses: null,
});

/** By its GUID, as clients write GUIDs. */
export async function findBaseVm(
  services: Services,
  guid: string,
  signal: AbortSignal,
): Promise<HostImage | null> {
  const wanted = guid
    .trim()
    .toLowerCase()
    .replace(/^\{(.*)\}$/, '$1');
  const images = await readyImages(services, signal);
  return images.find((image) => guidOfImage(image) === wanted) ?? null;
}

/** By its GUID or its name. @throws `not-found` that lists all */
export async function getImage(services: Services, wanted: string, signal: AbortSignal): Promise<HostImage> {
  const found = await findBaseVm(services, wanted, signal);
  if (found !== null) return found;
  const images = await readyImages(services, signal);
  const named = images.find(({ name }) => name === wanted);
  if (named !== undefined) return named;
  const names = images.map(({ name }) => name).join(', ') || 'none';
  throw new AppError('not-found', `This host has no image "${wanted}" (it has: ${names}).`);
}
