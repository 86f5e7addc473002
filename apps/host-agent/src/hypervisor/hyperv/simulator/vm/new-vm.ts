import type { Call } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import { openChain } from '../disk/disk-chain.ts';
import { makeDisk } from '../disk/make-disk.ts';
import { findSlot } from '../drive/drive-slots.ts';
import { switchByName } from '../network/find-switches.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { isFileName, joinPath, pathProblem } from '../state/host-path.ts';
import type { Drive, Vm } from '../state/model.ts';
import {
  latestVersion,
  newAdapter,
  newConfiguration,
  newVm,
  supportedVersions,
} from '../state/new-records.ts';
import { checkName } from './check-name.ts';
import { changeMemory } from './memory-rules.ts';

/** A VM of generation 1 unless asked otherwise, with one adapter; its folder is named by it. */
export async function runNewVm(call: Call): Promise<readonly HypervObject[]> {
  const vm = draft(call);
  const disk = call.args.text('VHDPath') ?? call.args.text('NewVHDPath');
  if (call.args.has('VHDPath')) await openChain(call.host, call.args.needText('VHDPath'));
  await call.take();
  if (call.args.has('NewVHDPath')) {
    await makeDisk(call, {
      path: call.args.needText('NewVHDPath'),
      type: 'Dynamic',
      sizeBytes: call.args.number('NewVHDSizeBytes') ?? 0,
    });
  }
  if (disk !== undefined) hang(call, vm, disk);
  orderBoot(call, vm);
  await call.host.addVm(vm);
  return [{ type: 'VirtualMachine', vm }];
}

function draft(call: Call): Vm {
  const { args, host } = call;
  const name = args.text('Name') ?? 'New Virtual Machine';
  checkName(name);
  const generation = args.number('Generation') ?? 1;
  const version = args.text('Version') ?? latestVersion;
  if (!supportedVersions.includes(version)) {
    throw new HypervError('InvalidParameter', `Version ${version} is not supported by this host.`);
  }
  refuseUnsimulated(call);
  const configuration = newConfiguration(generation, host.newId);
  const adapter = newAdapter('Network Adapter', host.newId());
  const switchName = args.text('SwitchName');
  if (switchName !== undefined) adapter.switchId = switchByName(call, switchName).id;
  configuration.adapters.push(adapter);
  const path = folderOfVm(args.text('Path') ?? host.record.virtualMachinePath, name, args.has('Path'));
  const identity = { id: host.newId(), name, generation, version, createdAt: host.now(), path };
  const vm = newVm({ ...identity, configuration }, host.record.machine.isServer);
  changeMemory(vm, { startupBytes: args.number('MemoryStartupBytes') });
  return vm;
}

function refuseUnsimulated({ args }: Call): void {
  for (const name of ['SourceGuestStatePath', 'GuestStateIsolationType', 'Prerelease', 'Experimental']) {
    if (!args.has(name)) continue;
    throw new HypervError('NotSupported', `-${name} is not simulated.`);
  }
}

/** A given path gets a folder with the VM's name, so the name must be one that Windows takes. */
function folderOfVm(base: string, name: string, isGiven: boolean): string {
  const problem =
    pathProblem(base) ?? (isGiven && !isFileName(name) ? 'The folder cannot have this name.' : null);
  if (problem !== null) {
    throw new HypervError(
      'InvalidParameter',
      `${problem} The filename, directory name, or volume label syntax is incorrect. (0x8007007B)`,
    );
  }
  return isGiven ? joinPath(base, name) : base;
}

function hang(call: Call, vm: Vm, path: string): void {
  const drive: Drive = { kind: 'disk', id: call.host.newId(), ...findSlot(vm, 'disk', {}), path };
  vm.configuration.drives.push(drive);
}

/** The disk first, unless another device is asked for. */
function orderBoot({ args }: Call, vm: Vm): void {
  const { drives, adapters, firmware } = vm.configuration;
  const ids = [...drives.map(({ id }) => id), ...adapters.map(({ id }) => id)];
  const isNetworkFirst = args.text('BootDevice') === 'NetworkAdapter';
  firmware.bootOrder = isNetworkFirst ? ids.toReversed() : ids;
}
