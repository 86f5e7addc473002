import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Switch } from '../state/model.ts';
import { defaultSwitchId } from '../state/new-records.ts';
import { checkName } from '../vm/check-name.ts';
import { switchesByName, targetSwitches } from './find-switches.ts';

const object = (one: Switch): HypervObject => ({ type: 'VMSwitch', switch: one });

async function getSwitches(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  await call.take();
  const ids = args.texts('Id')?.map((id) => id.toLowerCase());
  const types = args.texts('SwitchType');
  const found =
    ids === undefined
      ? switchesByName(call, [args.text('Name') ?? '*'])
      : host.record.switches.filter(({ id }) => ids.includes(id));
  if (ids !== undefined && found.length < ids.length) {
    throw new HypervError('ObjectNotFound', 'Hyper-V was unable to find a virtual switch with this ID.');
  }
  return found.filter(({ type }) => types?.includes(type) ?? true).map(object);
}

/** @throws HypervError. Two switches of one name could not be told apart by a person. */
function refuseTakenName({ host }: Call, name: string): void {
  if (!host.record.switches.some((one) => one.name.toLowerCase() === name.toLowerCase())) return;
  throw new HypervError('InvalidParameter', `A virtual switch named "${name}" exists already.`);
}

/** Description of the network adapter that the call names; null when it names none. */
function adapterOf({ args, host }: Call): string | null {
  const { netAdapters } = host.record.machine;
  const [name, ...others] = args.texts('NetAdapterName') ?? [];
  const [description, ...further] = args.texts('NetAdapterInterfaceDescription') ?? [];
  if (others.length + further.length > 0) throw new HypervError('NotSupported', 'Teaming is not simulated.');
  if (name === undefined && description === undefined) return null;
  const found = netAdapters.find(
    (adapter) => adapter.name === name || adapter.interfaceDescription === description,
  );
  if (found !== undefined) return found.interfaceDescription;
  throw new HypervError('ObjectNotFound', `No physical network adapter is "${name ?? description}".`);
}

/** External when it is given a network adapter of the machine; each adapter carries one switch. */
async function newSwitch(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  const name = args.needText('Name');
  checkName(name);
  await call.take();
  refuseTakenName(call, name);
  const adapter = adapterOf(call);
  if (
    adapter !== null &&
    host.record.switches.some(({ adapterDescription }) => adapterDescription === adapter)
  ) {
    throw new HypervError('ObjectInUse', `The adapter "${adapter}" is already bound to a virtual switch.`);
  }
  if (!host.record.machine.isElevated && !host.record.machine.isHypervAdministrator) {
    throw new HypervError('AccessDenied', 'You do not have the required permission to complete this task.');
  }
  const type = adapter === null ? ((args.text('SwitchType') ?? 'Private') as Switch['type']) : 'External';
  const made: Switch = {
    id: host.newId(),
    name,
    type,
    notes: args.text('Notes') ?? '',
    allowManagementOS:
      type === 'Internal' || (type === 'External' && (args.boolean('AllowManagementOS') ?? true)),
    adapterDescription: adapter,
  };
  host.record.switches.push(made);
  host.hostChanged();
  return [object(made)];
}

function refuseDefault(one: Switch): void {
  if (one.id !== defaultSwitchId) return;
  throw new HypervError('InvalidOperation', 'The Default Switch belongs to Windows and cannot be changed.');
}

async function setSwitch(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  const targets = targetSwitches(call);
  for (const one of targets) {
    refuseDefault(one);
    if (args.has('NetAdapterName') || args.has('NetAdapterInterfaceDescription')) {
      throw new HypervError('NotSupported', 'Binding a switch to another adapter is not simulated.');
    }
    await call.take();
    one.notes = args.text('Notes') ?? one.notes;
    one.type = (args.text('SwitchType') as Switch['type'] | undefined) ?? one.type;
    one.allowManagementOS = args.boolean('AllowManagementOS') ?? one.allowManagementOS;
    host.hostChanged();
  }
  return targets.map(object);
}

async function renameSwitch(call: Call): Promise<readonly HypervObject[]> {
  const name = call.args.needText('NewName');
  checkName(name);
  const targets = targetSwitches(call);
  await call.take();
  for (const one of targets) {
    refuseDefault(one);
    one.name = name;
  }
  call.host.hostChanged();
  return targets.map(object);
}

/** Running VMs hold on to it; the others are left without a connection. */
async function removeSwitch(call: Call): Promise<readonly HypervObject[]> {
  const { host } = call;
  for (const one of targetSwitches(call)) {
    refuseDefault(one);
    await call.take();
    const connected = host
      .vms()
      .flatMap((vm) => vm.configuration.adapters.map((adapter) => ({ vm, adapter })))
      .filter(({ adapter }) => adapter.switchId === one.id);
    const user = connected.find(({ vm }) => vm.state === 'Running' || vm.state === 'Paused');
    if (user !== undefined) {
      throw new HypervError(
        'ObjectInUse',
        `Failed while removing virtual Ethernet switch "${one.name}": '${user.vm.name}' is using it.`,
      );
    }
    for (const { vm, adapter } of connected) {
      host.changed(vm, () => {
        adapter.switchId = null;
      });
    }
    host.record.switches = host.record.switches.filter((each) => each !== one);
    host.hostChanged();
  }
  return [];
}

export const switchCmdlets: CmdletTable = {
  'Get-VMSwitch': { run: getSwitches },
  'New-VMSwitch': { run: newSwitch },
  'Set-VMSwitch': { run: setSwitch, needsPassthru: true },
  'Rename-VMSwitch': { run: renameSwitch, needsPassthru: true },
  'Remove-VMSwitch': { run: removeSwitch },
};
