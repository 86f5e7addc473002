/** Processor, memory, security, COM ports, video. Firmware has a file of its own. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Vm } from '../state/model.ts';
import { getPart, setPart } from './change-part.ts';
import { targetOwners, vmsOfParts } from './find-vms.ts';
import { setMemory } from './memory-rules.ts';
import { configurationOf, type Owner } from './parts.ts';
import { requireState } from './transition.ts';

const percent = (value: number | undefined, least: number, name: string): number | undefined => {
  if (value === undefined || (value >= least && value <= 100)) return value;
  throw new HypervError('InvalidParameter', `${name} is a percentage from ${least} to 100.`);
};

/** As many as the host has logical processors. @throws HypervError `InvalidParameter`. */
export function checkProcessorCount(call: Call, count: number): void {
  const most = call.host.record.machine.logicalProcessors;
  if (count >= 1 && count <= most) return;
  throw new HypervError('InvalidParameter', `A virtual machine here has from 1 to ${most} processors.`);
}

function setProcessor(call: Call, vm: Vm): void {
  const { args } = call;
  const { processor } = vm.configuration;
  const count = args.number('Count');
  const whileOff = ['Count', 'ExposeVirtualizationExtensions', 'CompatibilityForMigrationEnabled'];
  if (whileOff.some((name) => args.has(name))) requireState(vm, ['Off']);
  if (count !== undefined) checkProcessorCount(call, count);
  const isNested = args.boolean('ExposeVirtualizationExtensions') ?? processor.exposeVirtualizationExtensions;
  vm.configuration.processor = {
    count: count ?? processor.count,
    reserve: percent(args.number('Reserve'), 0, 'Reserve') ?? processor.reserve,
    maximum: percent(args.number('Maximum'), 0, 'Maximum') ?? processor.maximum,
    relativeWeight: args.number('RelativeWeight') ?? processor.relativeWeight,
    exposeVirtualizationExtensions: isNested,
    compatibilityForMigrationEnabled:
      args.boolean('CompatibilityForMigrationEnabled') ?? processor.compatibilityForMigrationEnabled,
  };
}

function setSecurity({ args }: Call, vm: Vm): void {
  requireState(vm, ['Off']);
  const { security } = vm.configuration;
  security.encryptStateAndVmMigrationTraffic =
    args.boolean('EncryptStateAndVmMigrationTraffic') ?? security.encryptStateAndVmMigrationTraffic;
  security.virtualizationBasedSecurityOptOut =
    args.boolean('VirtualizationBasedSecurityOptOut') ?? security.virtualizationBasedSecurityOptOut;
}

function setKeyProtector({ args }: Call, vm: Vm): void {
  requireSecurityDevice(vm);
  if (!args.is('NewLocalKeyProtector') && !args.has('KeyProtector')) {
    throw new HypervError('NotSupported', 'The simulated host makes local key protectors only.');
  }
  vm.configuration.security.hasKeyProtector = true;
}

function enableTpm(vm: Vm, isEnabled: boolean): void {
  requireSecurityDevice(vm);
  if (isEnabled && !vm.configuration.security.hasKeyProtector) {
    throw new HypervError('InvalidOperation', `'${vm.name}' has no key protector yet: Set-VMKeyProtector.`);
  }
  vm.configuration.security.tpmEnabled = isEnabled;
}

function requireSecurityDevice(vm: Vm): void {
  requireState(vm, ['Off']);
  if (vm.generation !== 2) throw new HypervError('NotSupported', 'Only generation 2 has a virtual TPM.');
}

function setVideo({ args }: Call, vm: Vm): void {
  requireState(vm, ['Off']);
  const { video } = vm.configuration;
  vm.configuration.video = {
    resolutionType: args.text('ResolutionType') ?? video.resolutionType,
    horizontal: args.number('HorizontalResolution') ?? video.horizontal,
    vertical: args.number('VerticalResolution') ?? video.vertical,
  };
}

type ComPort = Extract<HypervObject, { type: 'VMComPort' }>;

function comPorts(call: Call, owner: Owner): readonly ComPort[] {
  const asked = call.args.number('Number');
  if (asked !== undefined && asked !== 1 && asked !== 2) {
    throw new HypervError('InvalidParameter', 'A virtual machine has the COM ports 1 and 2.');
  }
  const configuration = configurationOf(owner);
  return [1, 2]
    .filter((number) => asked === undefined || asked === number)
    .map((number) => ({ type: 'VMComPort', ...owner, configuration, number }));
}

async function getComPorts(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  return targetOwners(call).flatMap((owner) => comPorts(call, owner));
}

const pipePath = /^\\\\[^\\]+\\pipe\\[^\\]+$/i;

async function setComPort(call: Call): Promise<readonly HypervObject[]> {
  const { args } = call;
  const object = args.object('VMComPort', 'VMComPort');
  const ports =
    object === undefined
      ? vmsOfParts(call).flatMap((vm) => comPorts(call, { vm, snapshot: null }))
      : [object];
  const path = args.text('Path');
  if (path !== undefined && path !== '' && !pipePath.test(path)) {
    throw new HypervError('InvalidParameter', 'A COM port is a named pipe: \\\\.\\pipe\\name.');
  }
  for (const { vm, number } of ports) {
    const port = vm.configuration.comPorts[number - 1]!;
    await call.take();
    call.host.changed(vm, () => {
      if (args.has('Path')) port.path = path ?? '';
      port.debuggerMode = (args.text('DebuggerMode') as 'On' | 'Off' | undefined) ?? port.debuggerMode;
    });
  }
  return ports;
}

export const partCmdlets: CmdletTable = {
  'Get-VMProcessor': { run: getPart('VMProcessor') },
  'Set-VMProcessor': { run: setPart('VMProcessor', setProcessor), needsPassthru: true },
  'Get-VMMemory': { run: getPart('VMMemory') },
  'Set-VMMemory': { run: setPart('VMMemory', setMemory), needsPassthru: true },
  'Get-VMSecurity': { run: getPart('VMSecurity') },
  'Set-VMSecurity': { run: setPart('VMSecurity', setSecurity), needsPassthru: true },
  'Get-VMKeyProtector': {
    run: async (call) => {
      await call.take();
      return vmsOfParts(call).map((vm) => ({
        type: 'Record',
        properties: { HasKeyProtector: vm.configuration.security.hasKeyProtector },
      }));
    },
  },
  'Set-VMKeyProtector': { run: setPart('VMSecurity', setKeyProtector), needsPassthru: true },
  'Enable-VMTPM': { run: setPart('VMSecurity', (_, vm) => enableTpm(vm, true)), needsPassthru: true },
  'Disable-VMTPM': { run: setPart('VMSecurity', (_, vm) => enableTpm(vm, false)), needsPassthru: true },
  'Get-VMVideo': { run: getPart('VMVideo') },
  'Set-VMVideo': { run: setPart('VMVideo', setVideo), needsPassthru: true },
  'Get-VMComPort': { run: getComPorts },
  'Set-VMComPort': { run: setComPort, needsPassthru: true },
};
