/** Hard disk drives and DVD drives of VMs. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Drive, Vm } from '../state/model.ts';
import { targetOwners, vmsOfParts } from '../vm/find-vms.ts';
import { driveObjects } from '../vm/parts.ts';
import { checkDisc, checkDisk } from './check-medium.ts';
import { findSlot, requireChangeable } from './drive-slots.ts';

type DriveObject = Extract<HypervObject, { type: 'VMHardDiskDrive' | 'VMDvdDrive' }>;
type Kind = Drive['kind'];

const parameterOf = (kind: Kind): string => (kind === 'disk' ? 'VMHardDiskDrive' : 'VMDvdDrive');

const checkMedium = (call: Call, kind: Kind, vm: Vm, path: string): Promise<void> =>
  kind === 'disk' ? checkDisk(call, vm, path) : checkDisc(call, path);

type ControllerType = 'IDE' | 'SCSI' | undefined;

const isAsked = ({ args }: Call, drive: Drive): boolean =>
  (args.text('ControllerType') ?? drive.controllerType) === drive.controllerType &&
  (args.number('ControllerNumber') ?? drive.controllerNumber) === drive.controllerNumber &&
  (args.number('ControllerLocation') ?? drive.controllerLocation) === drive.controllerLocation;

const getDrives =
  (kind: Kind) =>
  async (call: Call): Promise<readonly HypervObject[]> => {
    await call.take();
    const controller = call.args.object('VMDriveController', 'VMScsiController');
    const owners = controller === undefined ? targetOwners(call) : [controller];
    return owners
      .flatMap((owner) => driveObjects({ vm: owner.vm, snapshot: owner.snapshot }, kind))
      .filter(
        ({ drive }) =>
          isAsked(call, drive) && (controller === undefined || controller.number === drive.controllerNumber),
      );
  };

/** The drives that a call changes. @throws HypervError when a place has none, or a checkpoint's is asked for. */
function targetDrives(call: Call, kind: Kind): readonly DriveObject[] {
  const type = kind === 'disk' ? 'VMHardDiskDrive' : 'VMDvdDrive';
  const object = call.args.object(parameterOf(kind), type);
  if (object?.snapshot) throw new HypervError('InvalidOperation', 'A checkpoint cannot be changed.');
  if (object !== undefined) return [object];
  const found = vmsOfParts(call).flatMap((vm) =>
    driveObjects({ vm, snapshot: null }, kind).filter(({ drive }) => isAsked(call, drive)),
  );
  if (found.length > 0) return found;
  throw new HypervError('ObjectNotFound', 'Hyper-V was unable to find a drive at this location.');
}

const addDrive =
  (kind: Kind) =>
  async (call: Call): Promise<readonly HypervObject[]> => {
    const { args, host } = call;
    if (args.has('DiskNumber'))
      throw new HypervError('NotSupported', 'There are no physical disks to pass through.');
    const controller = args.object('VMDriveController', 'VMScsiController');
    const vms = controller === undefined ? vmsOfParts(call) : [host.needVm(controller.vm.id)];
    const path = args.text('Path') ?? null;
    const made: HypervObject[] = [];
    for (const vm of vms) {
      await call.take();
      if (path !== null) await checkMedium(call, kind, vm, path);
      const slot = findSlot(vm, kind, {
        type: args.text('ControllerType') as ControllerType,
        number: controller?.number ?? args.number('ControllerNumber'),
        location: args.number('ControllerLocation'),
      });
      requireChangeable(vm, slot.controllerType);
      const drive: Drive = { kind, id: host.newId(), ...slot, path };
      host.changed(vm, () => {
        vm.configuration.drives.push(drive);
        // What is added later boots later.
        vm.configuration.firmware.bootOrder.push(drive.id);
      });
      if (kind === 'dvd') await host.guests.mediaChanged(vm);
      made.push(...driveObjects({ vm, snapshot: null }, kind).filter((each) => each.drive === drive));
    }
    return made;
  };

const setDrive =
  (kind: Kind) =>
  async (call: Call): Promise<readonly HypervObject[]> => {
    const { args, host } = call;
    const targets = targetDrives(call, kind);
    for (const { vm, drive } of targets) {
      await call.take();
      const path = args.has('Path') ? (args.text('Path') ?? null) : drive.path;
      const medium = path === '' ? null : path;
      if (medium !== null && medium !== drive.path) await checkMedium(call, kind, vm, medium);
      // A disc is changed at any time, a disk only where it may also be taken out.
      if (kind === 'disk') requireChangeable(vm, drive.controllerType);
      const wanted = {
        type: args.text('ToControllerType') as ControllerType,
        number: args.number('ToControllerNumber'),
        location: args.number('ToControllerLocation'),
      };
      const isMoved = Object.values(wanted).some((value) => value !== undefined);
      if (isMoved) requireChangeable(vm, drive.controllerType);
      const slot = isMoved ? findSlot(vm, kind, wanted, drive) : drive;
      host.changed(vm, () => {
        drive.controllerType = slot.controllerType;
        drive.controllerNumber = slot.controllerNumber;
        drive.controllerLocation = slot.controllerLocation;
        drive.path = medium;
      });
      if (kind === 'dvd') await host.guests.mediaChanged(vm);
    }
    return targets;
  };

const removeDrive =
  (kind: Kind) =>
  async (call: Call): Promise<readonly HypervObject[]> => {
    const targets = targetDrives(call, kind);
    for (const { vm, drive } of targets) {
      await call.take();
      requireChangeable(vm, drive.controllerType);
      call.host.changed(vm, () => {
        const { configuration } = vm;
        configuration.drives = configuration.drives.filter((each) => each !== drive);
        configuration.firmware.bootOrder = configuration.firmware.bootOrder.filter((id) => id !== drive.id);
      });
      if (kind === 'dvd') await call.host.guests.mediaChanged(vm);
    }
    return targets;
  };

export const driveCmdlets: CmdletTable = {
  'Get-VMHardDiskDrive': { run: getDrives('disk') },
  'Add-VMHardDiskDrive': { run: addDrive('disk'), needsPassthru: true },
  'Set-VMHardDiskDrive': { run: setDrive('disk'), needsPassthru: true },
  'Remove-VMHardDiskDrive': { run: removeDrive('disk'), needsPassthru: true },
  'Get-VMDvdDrive': { run: getDrives('dvd') },
  'Add-VMDvdDrive': { run: addDrive('dvd'), needsPassthru: true },
  'Set-VMDvdDrive': { run: setDrive('dvd'), needsPassthru: true },
  'Remove-VMDvdDrive': { run: removeDrive('dvd'), needsPassthru: true },
};
