import { systemDiskId } from '@busbar/shared/domain/disk';
import type { VmDisk } from '@busbar/shared/protocol/asked-of-host';

/** What the disk is called on the page and by screen readers. */
export const titleOf = ({ id, place }: Pick<VmDisk, 'id' | 'place'>): string =>
  id === systemDiskId ? 'System disk' : `Data disk at ${place}`;
/** In the middle of a sentence. */
export const phraseOf = ({ id, place }: Pick<VmDisk, 'id' | 'place'>): string =>
  id === systemDiskId ? 'the system disk' : `the data disk at ${place}`;

export const gibibyte = 2 ** 30;
