/** The argument array of one VM's QEMU. Pure. Every flag was measured; see docs/adr on real VMs. */
import type { AttachedMedium, MediumRole } from '../driver.ts';
import type { VmRecord } from '../vms/vm-record.ts';
import { type Accelerator, acceleratorArgs } from './accelerator.ts';
import { dataBlockdev, dataDevice, systemNode } from './data-disks.ts';
import { type DataDisk, systemFile } from './disk-record.ts';

/** Of a VM's runtime folder, which is QEMU's working folder: relative, so that no path is too long. */
export const socketNames = { qmp: 'qmp.sock', channel: 'channel.sock', serial: 'serial.sock' } as const;

export const cdNode = (role: MediumRole): string => `medium-${role}`;
export const cdDevice = (role: MediumRole): string => `cd-${role}`;

/** Block devices are given as JSON, in which no character of a path has a meaning of its own. */
export const cdBlockdev = ({ role, path }: AttachedMedium) => ({
  driver: 'raw',
  'node-name': cdNode(role),
  'read-only': true,
  file: { driver: 'file', filename: path },
});
/** A drive has its own place, whichever drives there are: the memory of a checkpoint knows it by that. */
const cdPlaces: Readonly<Record<MediumRole, number>> = { seed: 0, tools: 1, iso: 2 };
const emptyDrive = (role: MediumRole) => ({
  driver: 'scsi-cd',
  id: cdDevice(role),
  bus: 'scsi.0',
  'scsi-id': cdPlaces[role],
});
export const cdDeviceOptions = (role: MediumRole) => ({ ...emptyDrive(role), drive: cdNode(role) });

/** A drive with its disc, or without one. */
export type CdDrive = { readonly role: MediumRole; readonly path: string | null };
function driveArgs({ role, path }: CdDrive): string[] {
  if (path === null) return ['-device', JSON.stringify(emptyDrive(role))];
  const disc = ['-blockdev', JSON.stringify(cdBlockdev({ role, path }))];
  return [...disc, '-device', JSON.stringify(cdDeviceOptions(role))];
}

export type QemuCommand = {
  readonly vm: VmRecord;
  readonly accelerator: Accelerator['kind'];
  readonly drives: readonly CdDrive[];
  /** Default: none. */
  readonly dataDisks?: readonly DataDisk[];
  /** Makes the machine and does not let it run yet. */
  readonly isPaused?: boolean;
  /** The VM's folder with disk.qcow2 and, where QEMU starts it, kernel and initrd. */
  readonly folder: string;
  /** Null: QEMU's own firmware (SeaBIOS) starts what is on the disk. */
  readonly kernelArguments: string | null;
};

export function qemuArgs(command: QemuCommand): string[] {
  const { vm, accelerator, folder, kernelArguments, drives, dataDisks = [], isPaused = false } = command;
  const disk = {
    driver: 'qcow2',
    'node-name': systemNode,
    // What the guest gives up is given back to the host.
    discard: 'unmap',
    file: { driver: 'file', filename: `${folder}/${systemFile}`, discard: 'unmap' },
  };
  const mebibytes = Math.max(64, Math.floor(vm.memoryBytes / 2 ** 20));
  return [
    ...['-name', `guest=${vm.name},process=busbar-vm`, '-uuid', vm.vmId],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-M', 'q35'],
    ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],

    ...acceleratorArgs[accelerator],
    ...['-smp', String(vm.cpuCount), '-m', `${mebibytes}M`],
    ...kernelArgs(folder, kernelArguments),
    ...['-blockdev', JSON.stringify(disk), '-device', diskDevice(kernelArguments)],
    ...['-device', 'virtio-scsi-pci,id=scsi'],
    ...drives.flatMap(driveArgs),
    ...dataDisks.flatMap((disk) => [
      ...['-blockdev', JSON.stringify(dataBlockdev(folder, disk))],
      ...['-device', JSON.stringify(dataDevice(disk))],
    ]),
    ...['-device', 'virtio-serial-pci'],
    ...['-chardev', `socket,id=channel,path=${socketNames.channel},server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=channel,name=org.busbar.agent.0'],
    ...['-device', 'virtio-rng-pci'],
    ...networkArgs(vm.network),
    // What the guest says while nobody is connected is lost: a file would have no bound.
    ...[
      '-chardev',
      `socket,id=serial,path=${socketNames.serial},server=on,wait=off`,
      '-serial',
      'chardev:serial',
    ],
    // Last: the memory of a checkpoint knows the other devices by their places.
    ...['-device', 'VGA,id=screen'],
    ...(isPaused ? ['-S'] : []),
    ...['-qmp', `unix:${socketNames.qmp},server=on,wait=off`],
  ];
}

const networkArgs = (network: VmRecord['network']): string[] =>
  network === 'none' ? ['-nic', 'none'] : ['-nic', 'user,model=virtio-net-pci'];

const kernelArgs = (folder: string, kernelArguments: string | null): string[] =>
  kernelArguments === null
    ? []
    : ['-kernel', `${folder}/kernel`, '-initrd', `${folder}/initrd`, '-append', kernelArguments];

/** Named as the first to boot only where the firmware looks for one: seed and tools disc never are. */
const diskDevice = (kernelArguments: string | null): string =>
  kernelArguments === null ? 'virtio-blk-pci,drive=disk,bootindex=0' : 'virtio-blk-pci,drive=disk';
