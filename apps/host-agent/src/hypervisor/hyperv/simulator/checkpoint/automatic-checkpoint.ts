/**
 * Windows 10 and 11 make a checkpoint each time that a VM starts, unless that is switched off, and merge it when the
 * VM has shut down cleanly. Whoever does not know finds a chain of disks that nobody asked for.
 */
import type { Call } from '../call/cmdlet.ts';
import type { Snapshot, Vm } from '../state/model.ts';
import { branchDisks } from './branch-disks.ts';
import { dropSnapshots } from './checkpoint-changes.ts';

export async function makeAutomaticCheckpoint(call: Call, vm: Vm): Promise<void> {
  if (!vm.automaticCheckpointsEnabled || vm.checkpointType === 'Disabled') return;
  // Only the last one is kept.
  await mergeAutomaticCheckpoint(call, vm);
  const createdAt = call.host.now();
  const snapshot: Snapshot = {
    id: call.host.newId(),
    name: `Automatic Checkpoint - ${vm.name} - (${new Date(createdAt).toISOString()})`,
    parentId: vm.parentSnapshotId,
    createdAt,
    type: 'Standard',
    isAutomatic: true,
    state: 'Off',
    configuration: structuredClone(vm.configuration),
  };
  await branchDisks(call, vm);
  vm.snapshots.push(snapshot);
  vm.parentSnapshotId = snapshot.id;
}

export async function mergeAutomaticCheckpoint(call: Call, vm: Vm): Promise<void> {
  const automatic = vm.snapshots.filter(({ isAutomatic }) => isAutomatic);
  if (automatic.length > 0) await dropSnapshots(call, vm, automatic);
}
