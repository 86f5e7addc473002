/** Network adapters of VMs: they may come and go while a VM of generation 2 runs. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Adapter, Vm } from '../state/model.ts';
import { newAdapter } from '../state/new-records.ts';
import { checkName } from '../vm/check-name.ts';
import { vmsOfParts } from '../vm/find-vms.ts';
import { adapterObjects } from '../vm/parts.ts';
import { requireState } from '../vm/transition.ts';
import { changeableAdapters, targetAdapters } from './find-adapters.ts';
import { switchByName } from './find-switches.ts';
import { parseMac } from './parse-mac.ts';
import { vlanCmdlets } from './vlan-cmdlets.ts';

const adapterLimit = 8;

async function getAdapters(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  const isLegacy = call.args.boolean('IsLegacy');
  return targetAdapters(call).filter(
    ({ adapter }) => isLegacy === undefined || adapter.isLegacy === isLegacy,
  );
}

async function addAdapter(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  if (args.is('ManagementOS')) throw new HypervError('NotSupported', '-ManagementOS is not simulated.');
  const made: HypervObject[] = [];
  for (const vm of vmsOfParts(call)) {
    await call.take();
    const isLegacy = args.boolean('IsLegacy') ?? false;
    requireState(vm, vm.generation === 2 ? ['Off', 'Running'] : ['Off']);
    if (isLegacy && vm.generation === 2) {
      throw new HypervError('NotSupported', 'Generation 2 has no legacy network adapter.');
    }
    if (vm.configuration.adapters.length >= adapterLimit) {
      throw new HypervError('OperationFailed', `'${vm.name}' already has ${adapterLimit} network adapters.`);
    }
    const name = args.text('Name') ?? 'Network Adapter';
    checkName(name);
    const adapter: Adapter = { ...newAdapter(name, host.newId()), isLegacy };
    const switchName = args.text('SwitchName');
    if (switchName !== undefined) adapter.switchId = switchByName(call, switchName).id;
    setMac(call, adapter);
    host.changed(vm, () => {
      vm.configuration.adapters.push(adapter);
      vm.configuration.firmware.bootOrder.push(adapter.id);
    });
    made.push(...adapterObjects({ vm, snapshot: null }).slice(-1));
  }
  return made;
}

function setMac({ args }: Call, adapter: Adapter): void {
  const mac = args.text('StaticMacAddress');
  if (mac !== undefined && args.is('DynamicMacAddress')) {
    throw new HypervError('InvalidParameter', 'A MAC address is either static or dynamic.');
  }
  if (mac !== undefined) Object.assign(adapter, { macAddress: parseMac(mac), isDynamicMac: false });
  if (args.is('DynamicMacAddress')) Object.assign(adapter, { isDynamicMac: true });
}

/** Settings of an adapter that the simulator keeps; others of the cmdlet are refused below. */
const keptSettings = ['MacAddressSpoofing', 'DhcpGuard', 'RouterGuard', 'DeviceNaming'] as const;
const knownParameters = [
  ...['VM', 'VMName', 'Name', 'VMNetworkAdapter', 'Passthru', 'StaticMacAddress', 'DynamicMacAddress'],
  ...keptSettings,
];

async function setAdapter(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  const unknown = args.names().find((name) => !knownParameters.includes(name));
  if (unknown !== undefined) throw new HypervError('NotSupported', `-${unknown} is not simulated.`);
  const targets = changeableAdapters(call);
  for (const { vm, adapter } of targets) {
    await call.take();
    const changesMac = args.has('StaticMacAddress') || args.has('DynamicMacAddress');
    if (changesMac) requireState(vm, ['Off']);
    const changed = { ...adapter };
    setMac(call, changed);
    const on = (name: (typeof keptSettings)[number], before: 'On' | 'Off'): 'On' | 'Off' =>
      (args.text(name) as 'On' | 'Off' | undefined) ?? before;
    host.changed(vm, () =>
      Object.assign(adapter, changed, {
        macAddressSpoofing: on('MacAddressSpoofing', adapter.macAddressSpoofing),
        dhcpGuard: on('DhcpGuard', adapter.dhcpGuard),
        routerGuard: on('RouterGuard', adapter.routerGuard),
        deviceNaming: on('DeviceNaming', adapter.deviceNaming),
      }),
    );
  }
  return targets;
}

async function removeAdapter(call: Call): Promise<readonly HypervObject[]> {
  const targets = changeableAdapters(call);
  for (const { vm, adapter } of targets) {
    await call.take();
    requireState(vm, vm.generation === 2 ? ['Off', 'Running'] : ['Off']);
    call.host.changed(vm, () => {
      const { configuration } = vm;
      configuration.adapters = configuration.adapters.filter((each) => each !== adapter);
      configuration.firmware.bootOrder = configuration.firmware.bootOrder.filter((id) => id !== adapter.id);
    });
  }
  return targets;
}

const changeAdapters =
  (change: (call: Call, vm: Vm, adapter: Adapter) => void) =>
  async (call: Call): Promise<readonly HypervObject[]> => {
    const targets = changeableAdapters(call);
    for (const { vm, adapter } of targets) {
      await call.take();
      call.host.changed(vm, () => change(call, vm, adapter));
    }
    return targets;
  };

function connect(call: Call, _vm: Vm, adapter: Adapter): void {
  const { args, host } = call;
  const object = args.object('VMSwitch', 'VMSwitch');
  if (args.is('UseAutomaticConnection')) adapter.switchId = host.record.switches[0]?.id ?? null;
  else adapter.switchId = object?.switch.id ?? switchByName(call, args.needText('SwitchName')).id;
}

function rename({ args }: Call, _vm: Vm, adapter: Adapter): void {
  const name = args.needText('NewName');
  checkName(name);
  adapter.name = name;
}

function disconnect(_call: Call, _vm: Vm, adapter: Adapter): void {
  adapter.switchId = null;
}

export const adapterCmdlets: CmdletTable = {
  'Get-VMNetworkAdapter': { run: getAdapters },
  'Add-VMNetworkAdapter': { run: addAdapter, needsPassthru: true },
  'Set-VMNetworkAdapter': { run: setAdapter, needsPassthru: true },
  'Remove-VMNetworkAdapter': { run: removeAdapter, needsPassthru: true },
  'Connect-VMNetworkAdapter': { run: changeAdapters(connect), needsPassthru: true },
  'Disconnect-VMNetworkAdapter': { run: changeAdapters(disconnect), needsPassthru: true },
  'Rename-VMNetworkAdapter': { run: changeAdapters(rename), needsPassthru: true },
  ...vlanCmdlets,
};
