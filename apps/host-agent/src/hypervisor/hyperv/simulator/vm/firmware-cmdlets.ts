import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { Configuration, Vm } from '../state/model.ts';
import { secureBootTemplates } from '../state/new-records.ts';
import { getPart, setPart } from './change-part.ts';
import { targetOwners } from './find-vms.ts';
import { requireState } from './transition.ts';

type Firmware = Configuration['firmware'];

/** Generation 1 has a BIOS instead. */
function requireFirmware(vm: Vm): void {
  if (vm.generation === 2) return;
  throw new HypervError('NotSupported', `'${vm.name}' is of generation 1 and has no firmware settings.`);
}

function templateOf({ args }: Call, before: string): string {
  const id = args.text('SecureBootTemplateId')?.toLowerCase();
  const name = args.text('SecureBootTemplate');
  const chosen = id ?? (name === undefined ? before : secureBootTemplates[name]);
  if (chosen !== undefined && Object.values(secureBootTemplates).includes(chosen)) return chosen;
  throw new HypervError('InvalidParameter', `There is no secure boot template ${id ?? name}.`);
}

/** @throws HypervError for a device of another VM. */
function bootOrderOf({ args }: Call, vm: Vm, before: readonly string[]): string[] {
  const first = args.object('FirstBootDevice', 'VMHardDiskDrive', 'VMDvdDrive', 'VMNetworkAdapter');
  const only = args.object('BootOrder', 'VMHardDiskDrive', 'VMDvdDrive', 'VMNetworkAdapter');
  const device = first ?? only;
  if (device === undefined) return [...before];
  if (device.vm.id !== vm.id || device.snapshot !== null) {
    throw new HypervError('InvalidParameter', `The boot device does not belong to '${vm.name}'.`);
  }
  const id = device.type === 'VMNetworkAdapter' ? device.adapter.id : device.drive.id;
  return only === undefined ? [id, ...before.filter((each) => each !== id)] : [id];
}

function setFirmware(call: Call, vm: Vm): void {
  const { args } = call;
  requireFirmware(vm);
  requireState(vm, ['Off']);
  const { firmware } = vm.configuration;
  vm.configuration.firmware = {
    secureBoot: (args.text('EnableSecureBoot') as Firmware['secureBoot']) ?? firmware.secureBoot,
    secureBootTemplateId: templateOf(call, firmware.secureBootTemplateId),
    bootOrder: bootOrderOf(call, vm, firmware.bootOrder),
    consoleMode: args.text('ConsoleMode') ?? firmware.consoleMode,
    pauseAfterBootFailure:
      (args.text('PauseAfterBootFailure') as 'On' | 'Off') ?? firmware.pauseAfterBootFailure,
    preferredNetworkBootProtocol:
      args.text('PreferredNetworkBootProtocol') ?? firmware.preferredNetworkBootProtocol,
  };
}

export const firmwareCmdlets: CmdletTable = {
  'Get-VMFirmware': {
    run: (call) => {
      for (const { vm } of targetOwners(call)) requireFirmware(vm);
      return getPart('VMFirmware')(call);
    },
  },
  'Set-VMFirmware': { run: setPart('VMFirmware', setFirmware), needsPassthru: true },
};
