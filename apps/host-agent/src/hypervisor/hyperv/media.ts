/** Discs hang on the VM's first SCSI controller, each role at a place of its own, so that Hyper-V alone tells them. */
import type { AttachedMedium, MediumRole } from '../driver.ts';
import { call, from, vmOf } from './call.ts';
import { isSamePath } from './file-path.ts';
import type { CmdletCall, CmdletReference } from './hyperv-host.ts';
import type { DriveResult, VmSummary } from './results.ts';

/** The disk is at 0:0. What a person adds in Hyper-V Manager gets the first free place, so theirs is the last. */
const places: Readonly<Record<MediumRole, number>> = { seed: 1, tools: 2, iso: 63 };
const roles = ['seed', 'tools', 'iso'] as const;

export function mediaOf({ DVDDrives }: Pick<VmSummary, 'DVDDrives'>): readonly AttachedMedium[] {
  return roles.flatMap((role) => {
    const path = driveOf(DVDDrives, role)?.Path ?? '';
    return path === '' ? [] : [{ role, path }];
  });
}

/** Paths of the discs in drives that people have added. */
export const foreignDiscsOf = ({ DVDDrives }: Pick<VmSummary, 'DVDDrives'>): readonly string[] => {
  const own = roles.map((role) => driveOf(DVDDrives, role));
  return DVDDrives.filter((drive) => !own.includes(drive)).flatMap(({ Path }) => Path || []);
};

/**
 * What attaches a disc; nothing when it is attached. Drives are added behind the disk, which stays the first that the
 * firmware tries. Pure.
 */
export function attachCalls(vm: VmSummary, { role, path }: AttachedMedium): readonly CmdletCall[] {
  const drive = driveOf(vm.DVDDrives, role);
  if (drive === undefined) {
    const place = { ControllerNumber: 0, ControllerLocation: places[role] };
    return [call('Add-VMDvdDrive', { VM: vmOf(vm.Id), ...place, Path: path })];
  }
  if (isSamePath(drive.Path ?? '', path)) return [];
  return [call('Set-VMDvdDrive', { VMDvdDrive: dvdDrive(vm, role), Path: path })];
}

/** What ejects a disc; nothing when there is none. The empty drive stays: a running VM cannot lose it. Pure. */
export function detachCalls(vm: VmSummary, role: MediumRole): readonly CmdletCall[] {
  if ((driveOf(vm.DVDDrives, role)?.Path ?? '') === '') return [];
  return [call('Set-VMDvdDrive', { VMDvdDrive: dvdDrive(vm, role), Path: null })];
}

const driveOf = (drives: readonly DriveResult[], role: MediumRole): DriveResult | undefined =>
  drives.find(
    ({ ControllerNumber, ControllerLocation }) =>
      ControllerNumber === 0 && ControllerLocation === places[role],
  );

const dvdDrive = ({ Id }: VmSummary, role: MediumRole): CmdletReference =>
  from('Get-VMDvdDrive', { VM: vmOf(Id), ControllerNumber: 0, ControllerLocation: places[role] });
