/** Checkpoints: a tree of captured configurations, each with disks of its own below the ones in use. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import { diskPathsOf, tidyDisks } from '../disk/merge-disk.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Snapshot, Vm } from '../state/model.ts';
import { targetVms } from '../vm/find-vms.ts';
import { during, requireState } from '../vm/transition.ts';
import { branchDisks } from './branch-disks.ts';
import { changeCmdlets } from './checkpoint-changes.ts';
import { targetSnapshots } from './find-snapshots.ts';

/** VMs with more are refused by Hyper-V (its documented maximum). */
const snapshotLimit = 50;

async function checkpoint(call: Call, vm: Vm): Promise<Snapshot> {
  requireState(vm, ['Off', 'Running', 'Saved', 'Paused']);
  if (vm.checkpointType === 'Disabled') {
    throw new HypervError('InvalidOperation', `Checkpoints have been disabled for '${vm.name}'.`);
  }
  if (vm.snapshots.length >= snapshotLimit) {
    throw new HypervError('OperationFailed', `'${vm.name}' already has ${snapshotLimit} checkpoints.`);
  }
  const createdAt = call.host.now();
  const name = call.args.text('SnapshotName') ?? `${vm.name} - (${new Date(createdAt).toISOString()})`;
  const isLive = ['Running', 'Paused'].includes(vm.state);
  return during(call, vm, 'CreatingSnapshot', async () => {
    await call.take();
    const configuration = structuredClone(vm.configuration);
    const snapshot: Snapshot = {
      id: call.host.newId(),
      name,
      parentId: vm.parentSnapshotId,
      createdAt,
      // A production checkpoint has no memory in it; Hyper-V calls it a recovery one.
      type: vm.checkpointType === 'Standard' ? 'Standard' : 'Recovery',
      isAutomatic: false,
      state: isLive && vm.checkpointType === 'Standard' ? 'Saved' : 'Off',
      configuration,
    };
    await branchDisks(call, vm);
    vm.snapshots.push(snapshot);
    vm.parentSnapshotId = snapshot.id;
    return snapshot;
  });
}

async function checkpointVm(call: Call): Promise<readonly HypervObject[]> {
  const made: HypervObject[] = [];
  for (const vm of targetVms(call)) {
    made.push({ type: 'VMSnapshot', vm, snapshot: await checkpoint(call, vm) });
  }
  return made;
}

async function getSnapshots(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  return targetSnapshots(call);
}

/** A running VM is stopped for it. What came after the checkpoint in the disks in use is gone. */
async function restore(call: Call, vm: Vm, snapshot: Snapshot): Promise<void> {
  requireState(vm, ['Off', 'Running', 'Saved', 'Paused']);
  await during(call, vm, 'ApplyingSnapshot', async () => {
    await call.host.guests.cut(vm);
    await call.take();
    const leaves = diskPathsOf({ ...vm, snapshots: [] });
    const known = diskPathsOf(vm);
    vm.configuration = structuredClone(snapshot.configuration);
    vm.parentSnapshotId = snapshot.id;
    await branchDisks(call, vm);
    const isKept = (path: string): boolean => diskPathsOf(vm).includes(path);
    await tidyDisks(
      call.host,
      vm,
      known,
      leaves.filter((path) => !isKept(path)),
    );
    vm.state = snapshot.state;
    vm.startedAt = null;
  });
}

async function restoreSnapshot(call: Call): Promise<readonly HypervObject[]> {
  const targets = targetSnapshots(call);
  if (targets.length > 1)
    throw new HypervError('InvalidParameter', 'More than one checkpoint has this name.');
  for (const { vm, snapshot } of targets) await restore(call, vm, snapshot);
  return targets;
}

export const checkpointCmdlets: CmdletTable = {
  'Checkpoint-VM': { run: checkpointVm, needsPassthru: true },
  'Get-VMSnapshot': { run: getSnapshots },
  'Restore-VMSnapshot': { run: restoreSnapshot, needsPassthru: true },
  ...changeCmdlets,
};
