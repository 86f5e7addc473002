/** What a disk of a VM is, with all that it stands on, as its files tell. */
import { readdir } from 'node:fs/promises';
import type { DriverDisk } from '../disks.ts';
import { placeOf } from './data-disks.ts';
import { layersOf } from './overlays.ts';

/** `folder`: the VM's. */
export async function describeDisk(
  folder: string,
  { id, file, kind }: Pick<DriverDisk, 'id' | 'file' | 'kind'>,
  signal: AbortSignal,
): Promise<DriverDisk> {
  const told = { id, file, place: placeOf(id), format: 'qcow2', isOurs: true } as const;
  if (!(await readdir(folder)).includes(file))
    return { ...told, kind, sizeBytes: null, fileBytes: null, below: [] };
  const [top, ...below] = await layersOf(folder, file, signal);
  return {
    ...told,
    kind: below.length > 0 ? 'differencing' : kind,
    sizeBytes: top?.sizeBytes ?? null,
    fileBytes: top?.fileBytes ?? null,
    below: below.map(({ name, fileBytes }) => ({ file: name, fileBytes })),
  };
}
