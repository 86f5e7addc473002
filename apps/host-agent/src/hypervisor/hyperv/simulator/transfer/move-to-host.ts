/**
 * `Move-VM` and `Compare-VM`: a VM goes to another simulated host of the same simulator with its disks, under the same id, and while it runs
 * its guest goes on. What Microsoft's requirements for live migration without shared storage name is refused where it is
 * missing; here no storage is shared.
 */
import type { Call } from '../call/cmdlet.ts';
import { HypervError, hresults } from '../call/hyperv-error.ts';
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { joinPath, pathProblem } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';
import { outOfMemory, usedMemoryOf } from '../vm/prepare-start.ts';
import { during, requireState } from '../vm/transition.ts';
import { copyDisks, dropFormer } from './move-disks.ts';

export async function moveToHost(call: Call, vm: Vm): Promise<void> {
  const { host } = call;
  const { to, folder } = await requireAllowed(call, vm);
  requireFree(host, vm);
  const { switches, lacks } = await compare(vm, host, to);
  if (lacks[0] !== undefined) throw failed('destination', lacks[0].Message);
  requireMemory(vm, to);
  await during(call, vm, 'MigratingVirtualMachine', async () => {
    const copied = await copyDisks(call, vm, { to, folder: joinPath(folder, 'Virtual Hard Disks') });
    try {
      if (vm.state === 'Running') await host.guests.freeze(vm);
      const moved = movedVm(vm, folder, switches);
      copied.use(moved);
      await handOver(host, to, vm, moved);
    } catch (error) {
      await copied.discard();
      if (vm.state === 'Running') await host.guests.thaw(vm);
      throw error;
    }
    await dropFormer(call, copied);
  });
}

/** `Compare-VM`: what of the other host would have to be otherwise, with nothing changed. */
export async function compareWithHost(call: Call, vm: Vm): Promise<Readonly<Record<string, unknown>>> {
  const { to, folder } = await requireAllowed(call, vm);
  const { lacks } = await compare(vm, call.host, to);
  return {
    OperationType: 'MoveVirtualMachineAndStorage',
    Destination: to.record.name,
    Path: folder,
    Incompatibilities: lacks.map((properties) => ({ type: 'Record', properties })),
  };
}

async function requireAllowed(
  call: Call,
  vm: Vm,
): Promise<{ readonly to: SimulatedHost; readonly folder: string }> {
  const { host, args } = call;
  const to = await findDestination(call);
  const folder = args.text('DestinationStoragePath');
  if (!args.is('IncludeStorage') || folder === undefined)
    throw new HypervError(
      'NotSupported',
      'No simulated hosts share storage: -IncludeStorage and -DestinationStoragePath are needed.',
    );
  const problem = pathProblem(folder);
  if (problem !== null) throw new HypervError('InvalidParameter', problem);
  requireState(vm, ['Off', 'Running']);
  requireEnabled(host, 'source');
  requireEnabled(to, 'destination');
  return { to, folder };
}

async function findDestination({ args, host }: Call): Promise<SimulatedHost> {
  const name = args.needText('DestinationHost');
  const found = await host.findHost(name);
  if (found === host) throw failed('source', `'${name}' is the host that has the virtual machine.`);
  if (found !== null) return found;
  throw new HypervError('OperationFailed', `The computer '${name}' could not be resolved.`);
}

const failed = (end: 'source' | 'destination', why: string): HypervError =>
  new HypervError(
    'OperationFailed',
    `Virtual machine migration operation failed at migration ${end}: ${why}`,
  );

/** Each Windows has it off until Enable-VMMigration. */
function requireEnabled({ record }: SimulatedHost, end: 'source' | 'destination'): void {
  if (!record.migrationEnabled) throw failed(end, `live migration is not enabled on '${record.name}'.`);
}

function requireFree(host: SimulatedHost, vm: Vm): void {
  const moving = host
    .vms()
    .filter((other) => other !== vm && other.operationalStatus === 'MigratingVirtualMachine').length;
  if (moving >= host.record.maximumVirtualMachineMigrations)
    throw failed('source', 'the maximum number of simultaneous migrations is reached.');
}

type Comparison = {
  /** The ids of the destination's switches by those of the source. */
  readonly switches: ReadonlyMap<string, string>;
  readonly lacks: readonly { readonly MessageId: number; readonly Message: string }[];
};

/** As Microsoft's pages have it. */
const noSuchSwitch = 33_012;

async function compare(vm: Vm, host: SimulatedHost, to: SimulatedHost): Promise<Comparison> {
  const { adapters, drives, security } = vm.configuration;
  if (to.vms().some(({ id }) => id === vm.id))
    throw new HypervError(
      'OperationFailed',
      'A virtual machine with the same identifier already exists. (0x800700B7)',
      hresults.alreadyExists,
    );
  if (security.tpmEnabled)
    throw failed('destination', `the key protector of '${vm.name}' could not be unwrapped.`);
  const lacks: { MessageId: number; Message: string }[] = [];
  for (const { kind, path } of drives)
    if (kind === 'dvd' && path !== null && (await to.files.sizeOf(path)) === null)
      lacks.push({ MessageId: 0, Message: `Attachment '${path}' not found. (0x80070002)` });
  const switches = new Map<string, string>();
  for (const { switchId } of adapters) {
    if (switchId === null) continue;
    const name = host.record.switches.find(({ id }) => id === switchId)?.name ?? switchId;
    const found = to.record.switches.find((each) => each.name === name);
    if (found === undefined)
      lacks.push({ MessageId: noSuchSwitch, Message: `Could not find Ethernet switch '${name}'.` });
    else switches.set(switchId, found.id);
  }
  return { switches, lacks };
}

function requireMemory(vm: Vm, to: SimulatedHost): void {
  const neededBytes = vm.configuration.memory.startupBytes;
  if (vm.state === 'Running' && usedMemoryOf(to) + neededBytes > to.record.machine.memoryBytes)
    throw outOfMemory(vm);
}

function movedVm(vm: Vm, folder: string, switches: ReadonlyMap<string, string>): Vm {
  const moved = structuredClone(vm);
  Object.assign(moved, {
    operationalStatus: 'Ok',
    path: folder,
    snapshotFileLocation: folder,
    smartPagingFilePath: folder,
  });
  for (const { adapters } of [moved.configuration, ...moved.snapshots.map((each) => each.configuration)])
    for (const adapter of adapters)
      adapter.switchId = adapter.switchId === null ? null : (switches.get(adapter.switchId) ?? null);
  return moved;
}

/** From here on it is the other's. */
async function handOver(host: SimulatedHost, to: SimulatedHost, vm: Vm, moved: Vm): Promise<void> {
  host.serialPorts.forget(vm.id);
  await host.serialPorts.settled();
  // Before its guest goes, so that nobody here takes that for the guest's end.
  await host.removeVm(vm);
  await to.guests.takeOver(moved, host.guests);
  await to.addVm(moved);
  if (moved.state === 'Running') await to.guests.thaw(moved);
  await to.flush();
}
