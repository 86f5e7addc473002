/** Where disks hang: the system disk at 0:0, ours behind the discs of seed and tools, at a place of their own. Pure. */
import { systemDiskId } from '@busbar/shared/domain/disk';
import { from, vmOf } from './call.ts';
import { isSamePath } from './file-path.ts';
import type { CmdletReference } from './hyperv-host.ts';
import type { DriveResult, VmSummary } from './results.ts';

/** Places of the first controller that are no disc's; see `media.ts`. */
const firstPlace = 3;
const lastPlace = 62;

export type DiskPlace = Pick<DriveResult, 'ControllerNumber' | 'ControllerLocation'>;

export const diskIdOf = ({ ControllerNumber, ControllerLocation }: DiskPlace): string =>
  ControllerNumber === 0 && ControllerLocation === 0
    ? systemDiskId
    : `scsi-${ControllerNumber}-${ControllerLocation}`;

/** Null for what is no id of ours. */
export function placeOfId(diskId: string): DiskPlace | null {
  if (diskId === systemDiskId) return { ControllerNumber: 0, ControllerLocation: 0 };
  const [, controller, location] = /^scsi-(\d)-(\d{1,2})$/.exec(diskId) ?? [];
  if (controller === undefined || location === undefined) return null;
  return { ControllerNumber: Number(controller), ControllerLocation: Number(location) };
}

/** The first that is free; null when there is none. */
export function freePlace({
  HardDrives,
  DVDDrives,
}: Pick<VmSummary, 'HardDrives' | 'DVDDrives'>): DiskPlace | null {
  const taken = [...HardDrives, ...DVDDrives].map(diskIdOf);
  for (let location = firstPlace; location <= lastPlace; location += 1) {
    const place = { ControllerNumber: 0, ControllerLocation: location };
    if (!taken.includes(diskIdOf(place))) return place;
  }
  return null;
}

/** Where the VM has this file. */
export const driveWith = (
  { HardDrives }: Pick<VmSummary, 'HardDrives'>,
  file: string,
): DriveResult | undefined => HardDrives.find(({ Path }) => isSamePath(Path ?? '', file));

/** What is at that place, for a cmdlet. */
export const driveAt = (
  { Id }: VmSummary,
  { ControllerNumber, ControllerLocation }: DiskPlace,
): CmdletReference =>
  from('Get-VMHardDiskDrive', { VM: vmOf(Id), ControllerType: 'SCSI', ControllerNumber, ControllerLocation });
