import type { HostView } from '@busbar/shared/realtime/views';
import { type ImportPlace, importPlaces } from './import-values.ts';
import type { ImageItem } from './use-images.ts';

/** Where an image could be and is not, its own driver first: for another one the disk is converted. Pure. */
export const copyPlaces = (
  image: Pick<ImageItem, 'name' | 'driver' | 'hosts'>,
  hosts: readonly HostView[],
): readonly ImportPlace[] =>
  importPlaces(hosts)
    .filter(
      ({ host, driver }) => !host.images.some((each) => each.name === image.name && each.driver === driver),
    )
    .filter(({ host }) => image.hosts.some(({ id, check }) => id !== host.id && check?.state !== 'damaged'))
    .toSorted((one, other) => Number(other.driver === image.driver) - Number(one.driver === image.driver));
