/** The cmdlets that define a VM, in order. Pure. Each may be run again. */
import type { SecureBoot } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmSpecification } from '../driver.ts';
import { call, from, vmOf } from './call.ts';
import type { CmdletCall } from './hyperv-host.ts';
import { markText } from './ownership-mark.ts';

const mebibyte = 2 ** 20;

/** By id: names of templates have been seen to fail. */
const templateIds: Readonly<Record<Exclude<SecureBoot, 'off'>, string>> = {
  windows: '1734c6e8-3154-4dda-ba5f-a874cc483422',
  linux: '272e7447-90a4-4563-a4b9-8e4ab00526ce',
  'shielded-linux': '4292ae2b-ee2c-42b5-a969-dd8f8689f6f3',
};

/** @throws AppError `invalid-input` for what Hyper-V does not take: nothing is rounded silently. */
export function checkHypervSizes({ memoryBytes, diskBytes }: VmSpecification): void {
  checkHypervMemory(memoryBytes);
  checkHypervDisk(diskBytes);
}

/** @throws AppError `invalid-input` */
export function checkHypervMemory(memoryBytes: number): void {
  if (memoryBytes % (2 * mebibyte) === 0 && memoryBytes >= 32 * mebibyte) return;
  throw new AppError('invalid-input', 'Hyper-V takes memory in steps of 2 MiB, and at least 32 MiB.');
}

/** @throws AppError `invalid-input` */
export function checkHypervDisk(diskBytes: number): void {
  if (diskBytes % mebibyte === 0) return;
  throw new AppError('invalid-input', 'Hyper-V takes disks of whole MiB.');
}

/** Generation 2, which boots by UEFI and has SCSI only. It comes with one network adapter that is not connected. */
export const newVmCall = (vm: VmSpecification, paths: { readonly disk: string; readonly folder: string }) =>
  call(
    'New-VM',
    {
      Name: vm.name,
      Generation: 2,
      MemoryStartupBytes: vm.memoryBytes,
      VHDPath: paths.disk,
      Path: paths.folder,
    },
    'VirtualMachine',
  );

export const serialPipeOf = (vmId: string): string => `\\\\.\\pipe\\busbar-${vmId}-com1`;

export type VmDefinition = {
  readonly vm: VmSpecification;
  readonly hypervId: string;
  readonly secureBoot: SecureBoot;
  /** Network adapters that it has now. */
  readonly adapterCount: number;
  /** Null: it gets no network adapter. */
  readonly switchId: string | null;
};

/**
 * Everything after `New-VM`. The notes come last and mark the VM as complete: a VM without them was cut short, and is
 * finished by running all of this again.
 */
export function defineCalls(definition: VmDefinition): readonly CmdletCall[] {
  const { vm, hypervId, secureBoot } = definition;
  const VM = vmOf(hypervId);
  const disk = from('Get-VMHardDiskDrive', {
    VM,
    ControllerType: 'SCSI',
    ControllerNumber: 0,
    ControllerLocation: 0,
  });
  const security =
    secureBoot === 'off'
      ? { EnableSecureBoot: 'Off' }
      : { EnableSecureBoot: 'On', SecureBootTemplateId: templateIds[secureBoot] };
  return [
    call('Set-VMFirmware', { VM, ...security, FirstBootDevice: disk }),
    call('Set-VMComPort', { VM, Number: 1, Path: serialPipeOf(vm.vmId) }),
    ...networkCalls(definition),
    call('Set-VM', {
      VM,
      StaticMemory: true,
      MemoryStartupBytes: vm.memoryBytes,
      ProcessorCount: vm.cpuCount,
      AutomaticCheckpointsEnabled: false,
      CheckpointType: 'Standard',
      AutomaticStartAction: 'StartIfRunning',
      AutomaticStopAction: 'ShutDown',
    }),
    call('Set-VM', { VM, Notes: markText({ vmId: vm.vmId, hypervId, image: vm.image }) }),
  ];
}

function networkCalls({ hypervId, adapterCount, switchId }: VmDefinition): readonly CmdletCall[] {
  const VM = vmOf(hypervId);
  if (switchId === null) return adapterCount === 0 ? [] : [call('Remove-VMNetworkAdapter', { VM })];
  return [
    ...(adapterCount === 0 ? [call('Add-VMNetworkAdapter', { VM })] : []),
    call('Connect-VMNetworkAdapter', {
      VMNetworkAdapter: from('Get-VMNetworkAdapter', { VM }),
      VMSwitch: from('Get-VMSwitch', { Id: switchId }),
    }),
  ];
}
