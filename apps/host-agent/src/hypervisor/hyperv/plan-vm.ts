/** The cmdlets that define a VM, in order. Pure. Each may be run again. */
import type { SecureBoot } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmSpecification } from '../driver.ts';
import { call, from, vmOf } from './call.ts';
import { freePlace } from './disk-places.ts';
import { isSamePath } from './file-path.ts';
import type { CmdletCall } from './hyperv-host.ts';
import { markText } from './ownership-mark.ts';
import { adapterCalls, type PlannedAdapter, type PresentAdapter } from './plan-adapters.ts';
import { checkHypervMemory, memoryCall } from './plan-memory.ts';
import type { DriveResult } from './results.ts';
import { templateIdOf } from './secure-boot.ts';

const mebibyte = 2 ** 20;

/** @throws AppError `invalid-input` for what Hyper-V does not take: nothing is rounded silently. */
export function checkHypervSizes(vm: VmSpecification): void {
  checkHypervMemory(vm);
  checkHypervDisk(vm.diskBytes);
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
  readonly present: readonly PresentAdapter[];
  readonly adapters: readonly PlannedAdapter[];
  /** Paths of disks that it gets beside the one that it boots from. */
  readonly dataDisks: readonly string[];
  /** Disks that it has now. */
  readonly drives: readonly DriveResult[];
  /** Whether it has its TPM already: another key would lock out what the first one has closed. */
  readonly hasTpm: boolean;
};

/**
 * Everything after `New-VM`. The notes come last and mark the VM as complete: a VM without them was cut short, and is
 * finished by running all of this again.
 */
export function defineCalls(definition: VmDefinition): readonly CmdletCall[] {
  const { vm, hypervId, secureBoot, present, adapters } = definition;
  const VM = vmOf(hypervId);
  const disk = from('Get-VMHardDiskDrive', {
    VM,
    ControllerType: 'SCSI',
    ControllerNumber: 0,
    ControllerLocation: 0,
  });
  const template = templateIdOf(secureBoot);
  const security =
    template === null
      ? { EnableSecureBoot: 'Off' }
      : { EnableSecureBoot: 'On', SecureBootTemplateId: template };
  return [
    call('Set-VMFirmware', { VM, ...security, FirstBootDevice: disk }),
    call('Set-VMComPort', { VM, Number: 1, Path: serialPipeOf(vm.vmId) }),
    ...dataDiskCalls(definition),
    ...tpmCalls(definition),
    ...adapterCalls(hypervId, present, adapters),
    memoryCall(hypervId, vm),
    call('Set-VM', {
      VM,
      ProcessorCount: vm.cpuCount,
      AutomaticCheckpointsEnabled: false,
      CheckpointType: 'Standard',
      AutomaticStartAction: 'StartIfRunning',
      AutomaticStopAction: 'ShutDown',
    }),
    call('Set-VM', { VM, Notes: markText({ vmId: vm.vmId, hypervId, image: vm.image }) }),
  ];
}

/** Those that an earlier attempt has not hung in already. */
function dataDiskCalls({ hypervId, dataDisks, drives }: VmDefinition): readonly CmdletCall[] {
  const present = [...drives];
  return dataDisks.flatMap((path) => {
    if (present.some(({ Path }) => isSamePath(Path ?? '', path))) return [];
    const place = freePlace({ HardDrives: present, DVDDrives: [] });
    if (place === null) throw new AppError('invalid-input', 'A VM has no place for so many disks.');
    present.push({ ...place, Path: path });
    return [
      call('Add-VMHardDiskDrive', { VM: vmOf(hypervId), ControllerType: 'SCSI', ...place, Path: path }),
    ];
  });
}

function tpmCalls({ vm, hypervId, hasTpm }: VmDefinition): readonly CmdletCall[] {
  if (vm.tpm !== true || hasTpm) return [];
  const VM = vmOf(hypervId);
  return [call('Set-VMKeyProtector', { VM, NewLocalKeyProtector: true }), call('Enable-VMTPM', { VM })];
}
