import type { Call } from '../call/cmdlet.ts';
import { HypervError, hresults } from '../call/hyperv-error.ts';
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { extensionOf } from '../state/host-path.ts';
import { mebibyte } from '../state/new-records.ts';
import { checkDiskPath, type Disk, writeDisk } from './disk-file.ts';

/** What an empty dynamic or differencing VHDX takes. */
const emptyDiskBytes = 4 * mebibyte;
const limits = {
  VHDX: { leastBytes: 3 * mebibyte, mostBytes: 64 * 1024 ** 2 * mebibyte },
  VHD: { leastBytes: 3 * mebibyte, mostBytes: 2040 * 1024 * mebibyte },
} as const;

export const formatOf = (path: string): 'VHD' | 'VHDX' =>
  ['.vhd', '.avhd'].includes(extensionOf(path)) ? 'VHD' : 'VHDX';

/** @throws HypervError for a size that Hyper-V refuses. */
export function checkDiskSize(sizeBytes: number, format: 'VHD' | 'VHDX'): void {
  const { leastBytes, mostBytes } = limits[format];
  if (sizeBytes >= leastBytes && sizeBytes <= mostBytes && sizeBytes % mebibyte === 0) return;
  throw new HypervError(
    'InvalidParameter',
    `The size ${sizeBytes} is invalid: a ${format} has a multiple of 1 MiB, from ${leastBytes} to ${mostBytes} bytes.`,
  );
}

/** @throws HypervError when something is there already: disks are never overwritten. */
export async function requireNewFile(host: SimulatedHost, path: string): Promise<void> {
  if ((await host.files.sizeOf(path)) === null) return;
  throw new HypervError(
    'OperationFailed',
    `The system failed to create '${path}': The file exists. (0x80070050)`,
    hresults.fileExists,
  );
}

export type NewDisk = {
  readonly path: string;
  readonly type: Disk['type'];
  readonly sizeBytes: number;
  readonly parent?: Disk;
  readonly blockBytes?: number | undefined;
  readonly logicalSectorBytes?: number | undefined;
  readonly physicalSectorBytes?: number | undefined;
};

export async function makeDisk(call: Call, disk: NewDisk): Promise<Disk> {
  const { path, type, sizeBytes, parent } = disk;
  checkDiskPath(path);
  const format = formatOf(path);
  checkDiskSize(sizeBytes, format);
  await requireNewFile(call.host, path);
  const made: Disk = {
    id: call.host.newId(),
    path,
    isReal: false,
    format,
    type,
    sizeBytes,
    fileBytes: type === 'Fixed' ? sizeBytes + mebibyte : emptyDiskBytes,
    blockBytes: type === 'Fixed' ? 0 : (disk.blockBytes ?? 32 * mebibyte),
    logicalSectorBytes: disk.logicalSectorBytes ?? parent?.logicalSectorBytes ?? 512,
    physicalSectorBytes: disk.physicalSectorBytes ?? 4096,
    parentPath: parent?.path ?? null,
    parentId: parent?.id ?? null,
  };
  await writeDisk(call.host.files, made);
  return made;
}

/** A new differencing disk on an existing one. Formats do not mix. */
export async function makeChild(call: Call, path: string, parent: Disk, sizeBytes?: number): Promise<Disk> {
  if (formatOf(path) !== parent.format) {
    throw new HypervError(
      'InvalidParameter',
      `The format of '${path}' is not that of its parent '${parent.path}'.`,
    );
  }
  if (sizeBytes !== undefined && sizeBytes < parent.sizeBytes) {
    throw new HypervError('InvalidParameter', 'A differencing disk cannot be smaller than its parent.');
  }
  return makeDisk(call, { path, type: 'Differencing', sizeBytes: sizeBytes ?? parent.sizeBytes, parent });
}
