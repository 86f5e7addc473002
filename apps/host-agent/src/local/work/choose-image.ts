import { type BuiltInTemplate, fitsImage } from '@busbar/seed/templates/built-in-template';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import type { LocalServices } from '../local-services.ts';

/** The images of every hypervisor that is ready, those with real cloud-init first. */
export async function readyImages(
  { fleet, factsOf }: Pick<LocalServices, 'fleet' | 'factsOf'>,
  signal: AbortSignal,
): Promise<readonly HostImage[]> {
  const ready = fleet.drivers.filter(({ name }) => factsOf(name).isReady);
  const images = (await Promise.all(ready.map((driver) => driver.images(signal)))).flat();
  return images.sort((a, b) => Number(b.hasCloudInit) - Number(a.hasCloudInit));
}

/** The one that is named, else the first that the template is meant for. Pure. @throws `not-found` that lists all. */
export function chooseImage(
  images: readonly HostImage[],
  { wanted, template }: { readonly wanted?: string | undefined; readonly template?: BuiltInTemplate },
): HostImage {
  const found =
    wanted === undefined
      ? images.find(({ name }) => template !== undefined && fitsImage(template, name))
      : images.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const names = images.map(({ name }) => name).join(', ') || 'none';
  const what = wanted === undefined ? `image for ${template?.slug ?? 'it'}` : `image "${wanted}"`;
  throw new AppError('not-found', `This host has no ${what} (it has: ${names}).`);
}
