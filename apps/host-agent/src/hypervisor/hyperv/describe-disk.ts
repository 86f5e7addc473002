/** What a disk of a VM is, with all that it stands on, as Hyper-V tells it now. */
import { toAppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { DiskFile, DriverDisk } from '../disks.ts';
import { call } from './call.ts';
import { diskIdOf } from './disk-places.ts';
import type { HypervHost } from './hyperv-host.ts';
import { lookBelow } from './parent-disk.ts';
import { type DriveResult, parseResult } from './results.ts';

const Vhd = z.object({
  VhdFormat: z.string(),
  VhdType: z.string(),
  Size: z.number(),
  FileSize: z.number().nullish(),
});
const kinds: Readonly<Record<string, DriverDisk['kind']>> = { Fixed: 'fixed', Differencing: 'differencing' };
/** As long as chains get that people make. */
const chainLimit = 64;

export async function describeDisk(
  host: HypervHost,
  drive: DriveResult,
  isOurs: boolean,
  signal: AbortSignal,
): Promise<DriverDisk> {
  const file = drive.Path ?? '';
  const place = `SCSI ${drive.ControllerNumber}:${drive.ControllerLocation}`;
  const told = { id: diskIdOf(drive), place, file, isOurs };
  try {
    const answer = await host.query(call('Get-VHD', { Path: file }, 'VirtualHardDisk'), signal);
    const { VhdFormat, VhdType, Size, FileSize } = parseResult(Vhd, answer);
    const kind = kinds[VhdType] ?? 'dynamic';
    const below = kind === 'differencing' ? await filesBelow(host, file, signal) : [];
    const format = VhdFormat.toLowerCase();
    return { ...told, format, kind, sizeBytes: Size, fileBytes: FileSize ?? 0, below };
  } catch (error) {
    if (toAppError(error).code !== 'not-found') throw error;
    // Its file is gone, or one below it.
    return { ...told, format: 'vhdx', kind: 'dynamic', sizeBytes: null, fileBytes: null, below: [] };
  }
}

async function filesBelow(host: HypervHost, file: string, signal: AbortSignal): Promise<readonly DiskFile[]> {
  const below: DiskFile[] = [];
  let { parent } = await lookBelow(host, file, signal);
  while (parent !== null && below.length < chainLimit) {
    const looked = await lookBelow(host, parent, signal);
    below.push({ file: parent, fileBytes: looked.fileBytes });
    ({ parent } = looked);
  }
  return below;
}
