import type { Call } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { pathProblem } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';
import { checkName } from './check-name.ts';
import { targetVms } from './find-vms.ts';
import { changeMemory } from './memory-rules.ts';
import { checkProcessorCount } from './part-cmdlets.ts';
import { requireState } from './transition.ts';

/** Changes of which Hyper-V demands that the VM is off. */
const whileOff = ['ProcessorCount', 'LowMemoryMappedIoSpace', 'HighMemoryMappedIoSpace'];
/** Longer notes are refused by the service. */
const notesLimit = 128 * 1024;

export async function runSetVm(call: Call): Promise<readonly HypervObject[]> {
  const vms = targetVms(call);
  for (const vm of vms) {
    await call.take();
    check(call, vm);
    // On a copy, so that a refusal half-way leaves nothing half-made.
    const changed = structuredClone(vm);
    apply(call, changed);
    call.host.changed(vm, () => Object.assign(vm, changed));
  }
  return vms.map((vm) => ({ type: 'VirtualMachine', vm }));
}

function check(call: Call, vm: Vm): void {
  const { args } = call;
  if (args.is('DynamicMemory') && args.is('StaticMemory')) {
    throw new HypervError('InvalidParameter', '-DynamicMemory and -StaticMemory exclude each other.');
  }
  if (whileOff.some((name) => args.has(name))) requireState(vm, ['Off']);
  if ((args.text('Notes')?.length ?? 0) > notesLimit) {
    throw new HypervError('InvalidParameter', `Notes have at most ${notesLimit} characters.`);
  }
  for (const name of ['SnapshotFileLocation', 'SmartPagingFilePath']) {
    const problem = pathProblem(args.text(name) ?? '/');
    if (problem !== null) throw new HypervError('InvalidParameter', `-${name}: ${problem}`);
  }
  if (args.has('SnapshotFileLocation') && vm.snapshots.length > 0) {
    throw new HypervError('InvalidOperation', `'${vm.name}' has checkpoints; their location cannot change.`);
  }
}

function apply(call: Call, vm: Vm): void {
  const { args } = call;
  changeMemory(vm, {
    isDynamic: args.is('DynamicMemory') ? true : args.is('StaticMemory') ? false : undefined,
    startupBytes: args.number('MemoryStartupBytes'),
    minimumBytes: args.number('MemoryMinimumBytes'),
    maximumBytes: args.number('MemoryMaximumBytes'),
  });
  const count = args.number('ProcessorCount');
  if (count !== undefined) {
    checkProcessorCount(call, count);
    vm.configuration.processor.count = count;
  }
  const newName = args.text('NewVMName');
  if (newName !== undefined) checkName(newName);
  Object.assign(vm, {
    name: newName ?? vm.name,
    // Null empties them.
    notes: args.has('Notes') ? (args.text('Notes') ?? '') : vm.notes,
    automaticStartAction: args.text('AutomaticStartAction') ?? vm.automaticStartAction,
    automaticStopAction: args.text('AutomaticStopAction') ?? vm.automaticStopAction,
    automaticStartDelay: args.number('AutomaticStartDelay') ?? vm.automaticStartDelay,
    automaticCriticalErrorAction:
      args.text('AutomaticCriticalErrorAction') ?? vm.automaticCriticalErrorAction,
    automaticCheckpointsEnabled:
      args.boolean('AutomaticCheckpointsEnabled') ?? vm.automaticCheckpointsEnabled,
    lockOnDisconnect: args.text('LockOnDisconnect') ?? vm.lockOnDisconnect,
    checkpointType: args.text('CheckpointType') ?? vm.checkpointType,
    snapshotFileLocation: args.text('SnapshotFileLocation') ?? vm.snapshotFileLocation,
    smartPagingFilePath: args.text('SmartPagingFilePath') ?? vm.smartPagingFilePath,
  } satisfies Partial<Record<keyof Vm, unknown>>);
}
