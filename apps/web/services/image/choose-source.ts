/** Which host an image is copied from. Pure: works on what hosts have last told. */
import type { Host } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import type { ImageReplicateInput } from '@busbar/shared/jobs/image-replicate';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import { readJson } from '../views/read-json.ts';

export type ImageSourceHost = Pick<Host, 'id' | 'name' | 'state' | 'images'>;
export type ChosenSource = {
  readonly host: Pick<Host, 'id' | 'name'>;
  readonly image: HostImage & { readonly sha256: string };
};

/**
 * The host that was named; else one that is online before one that is not, and one whose copy was read before another.
 *
 * @throws AppError `not-found` when nobody has it, `precondition-failed` when it is damaged or belongs to its driver
 */
export function chooseSource(
  hosts: readonly ImageSourceHost[],
  { hostId, driver, image: name, sourceHostId, sourceDriver = driver }: ImageReplicateInput,
): ChosenSource {
  if (sourceHostId === hostId)
    throw new AppError('invalid-input', 'sourceHostId: An image is copied from another host.');
  const copies = hosts
    .filter(({ id }) => id !== hostId && (sourceHostId === null || id === sourceHostId))
    .flatMap((host) => {
      const image = readJson<HostImage[]>(host.images).find(
        (each) => each.name === name && each.driver === sourceDriver,
      );
      return image === undefined ? [] : [{ host, image }];
    });
  const best = copies
    .filter(({ image }) => image.check !== undefined && image.check.state !== 'damaged')
    .toSorted((one, other) => rankOf(other) - rankOf(one))[0];
  if (best !== undefined && best.image.sha256 !== null)
    return { host: best.host, image: { ...best.image, sha256: best.image.sha256 } };
  if (copies.length === 0)
    throw new AppError('not-found', `No other host has an image ${name} for ${sourceDriver}.`);
  const names = copies.map(({ host }) => host.name).join(', ');
  throw new AppError('precondition-failed', `The image ${name} of ${names} cannot be copied.`, {
    userMessage: `The image “${name}” of ${names} cannot be copied: it is damaged, or belongs to the driver itself. Nothing was changed.`,
  });
}

const rankOf = ({ host, image }: { readonly host: ImageSourceHost; readonly image: HostImage }): number =>
  (host.state === 'online' ? 2 : 0) + (image.check?.state === 'verified' ? 1 : 0);
