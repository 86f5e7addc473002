/** The host itself, and metering of its VMs. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import { findDisk } from '../disk/disk-file.ts';
import { parseMac } from '../network/parse-mac.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { pathProblem } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';
import { latestVersion, mebibyte, supportedVersions } from '../state/new-records.ts';
import { targetVms } from '../vm/find-vms.ts';

const record = (properties: Readonly<Record<string, unknown>>): HypervObject => ({
  type: 'Record',
  properties,
});

async function getHost(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  return [{ type: 'VMHost' }];
}

const keptSettings = [
  ...['VirtualMachinePath', 'VirtualHardDiskPath', 'MacAddressMinimum', 'MacAddressMaximum'],
  ...['NumaSpanningEnabled', 'EnableEnhancedSessionMode', 'MaximumStorageMigrations'],
  ...['MaximumVirtualMachineMigrations', 'Passthru'],
];

async function setHost(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  const unknown = args.names().find((name) => !keptSettings.includes(name));
  if (unknown !== undefined) throw new HypervError('NotSupported', `-${unknown} is not simulated.`);
  const before = host.record;
  const path = (name: string, now: string): string => {
    const given = args.text(name);
    const problem = given === undefined ? null : pathProblem(given);
    if (problem !== null) throw new HypervError('InvalidParameter', `-${name}: ${problem}`);
    return given ?? now;
  };
  const mac = (name: string, now: string): string => (args.has(name) ? parseMac(args.needText(name)) : now);
  const changed = {
    virtualMachinePath: path('VirtualMachinePath', before.virtualMachinePath),
    virtualHardDiskPath: path('VirtualHardDiskPath', before.virtualHardDiskPath),
    macAddressMinimum: mac('MacAddressMinimum', before.macAddressMinimum),
    macAddressMaximum: mac('MacAddressMaximum', before.macAddressMaximum),
    numaSpanningEnabled: args.boolean('NumaSpanningEnabled') ?? before.numaSpanningEnabled,
    enableEnhancedSessionMode: args.boolean('EnableEnhancedSessionMode') ?? before.enableEnhancedSessionMode,
    maximumStorageMigrations: args.number('MaximumStorageMigrations') ?? before.maximumStorageMigrations,
    maximumVirtualMachineMigrations:
      args.number('MaximumVirtualMachineMigrations') ?? before.maximumVirtualMachineMigrations,
  };
  await call.take();
  Object.assign(host.record, changed);
  host.hostChanged();
  return [{ type: 'VMHost' }];
}

/** One node: the simulated machine has one socket. */
async function getNumaNodes(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  const { machine } = call.host.record;
  const totalMebibytes = machine.memoryBytes / mebibyte;
  const usedBytes = call.host
    .vms()
    .filter(({ state }) => state === 'Running' || state === 'Paused')
    .reduce((sum, { configuration }) => sum + configuration.memory.startupBytes, 0);
  return [
    record({
      NodeId: 0,
      ProcessorsAvailability: Array.from({ length: machine.logicalProcessors }, () => '100'),
      MemoryAvailable: totalMebibytes - usedBytes / mebibyte,
      MemoryTotal: totalMebibytes,
    }),
  ];
}

async function getSupportedVersions(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  return supportedVersions
    .filter((version) => !call.args.is('Default') || version === latestVersion)
    .map((version) =>
      record({ Name: `Version ${version}`, Version: version, IsDefault: version === latestVersion }),
    );
}

function setMetering(since: (call: Call, vm: Vm) => number | null) {
  return async (call: Call): Promise<readonly HypervObject[]> => {
    if (call.args.has('ResourcePoolName')) {
      throw new HypervError('NotSupported', 'Resource pools are not simulated.');
    }
    for (const vm of targetVms(call)) {
      await call.take();
      call.host.changed(vm, () => {
        vm.meteringSince = since(call, vm);
      });
    }
    return [];
  };
}

function requireMetering(vm: Vm): number {
  if (vm.meteringSince !== null) return vm.meteringSince;
  throw new HypervError('InvalidState', `Resource metering is not enabled for '${vm.name}'.`);
}

async function measure(call: Call): Promise<readonly HypervObject[]> {
  const vms = targetVms(call);
  for (const vm of vms) requireMetering(vm);
  await call.take();
  return Promise.all(vms.map((vm) => report(call, vm)));
}

async function report({ host }: Call, vm: Vm): Promise<HypervObject> {
  const memoryMebibytes = vm.state === 'Running' ? vm.configuration.memory.startupBytes / mebibyte : 0;
  const disks = await Promise.all(
    vm.configuration.drives.map(({ kind, path }) =>
      kind === 'disk' && path !== null ? findDisk(host.files, path) : null,
    ),
  );
  return record({
    VMId: vm.id,
    VMName: vm.name,
    MeteringDuration: Math.floor((host.now() - requireMetering(vm)) / 1000),
    AverageProcessorUsage: 0,
    AverageMemoryUsage: memoryMebibytes,
    MaximumMemoryUsage: memoryMebibytes,
    MinimumMemoryUsage: memoryMebibytes,
    TotalDiskAllocation: disks.reduce((sum, disk) => sum + (disk?.sizeBytes ?? 0), 0) / mebibyte,
    AggregatedAverageNormalizedIOPS: 0,
    AggregatedAverageLatency: 0,
    AggregatedDiskDataRead: 0,
    AggregatedDiskDataWritten: 0,
  });
}

export const machineCmdlets: CmdletTable = {
  'Get-VMHost': { run: getHost },
  'Set-VMHost': { run: setHost, needsPassthru: true },
  'Get-VMHostNumaNode': { run: getNumaNodes },
  'Get-VMHostSupportedVersion': { run: getSupportedVersions },
  'Enable-VMResourceMetering': { run: setMetering(({ host }, vm) => vm.meteringSince ?? host.now()) },
  'Disable-VMResourceMetering': { run: setMetering(() => null) },
  'Reset-VMResourceMetering': {
    run: setMetering(({ host }, vm) => (vm.meteringSince === null ? null : host.now())),
  },
  'Measure-VM': { run: measure },
};
