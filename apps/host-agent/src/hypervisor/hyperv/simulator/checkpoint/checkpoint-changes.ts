import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { diskPathsOf, tidyDisks } from '../disk/merge-disk.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Snapshot, Vm } from '../state/model.ts';
import { checkName } from '../vm/check-name.ts';
import { during, requireState } from '../vm/transition.ts';
import { targetSnapshots } from './find-snapshots.ts';

async function renameSnapshots(call: Call): Promise<readonly HypervObject[]> {
  const name = call.args.needText('NewName');
  checkName(name);
  await call.take();
  const targets = targetSnapshots(call);
  for (const { vm, snapshot } of targets) {
    call.host.changed(vm, () => {
      snapshot.name = name;
    });
  }
  return targets;
}

/** A checkpoint and, where asked, all that were made from it. */
function subtree(vm: Vm, root: Snapshot): readonly Snapshot[] {
  const children = vm.snapshots.filter(({ parentId }) => parentId === root.id);
  return [root, ...children.flatMap((child) => subtree(vm, child))];
}

async function remove(call: Call, vm: Vm, doomed: readonly Snapshot[]): Promise<void> {
  requireState(vm, ['Off', 'Running', 'Saved', 'Paused']);
  await during(call, vm, 'DeletingSnapshot', async () => {
    await call.take();
    await dropSnapshots(call, vm, doomed);
  });
}

async function removeSnapshots(call: Call): Promise<readonly HypervObject[]> {
  const targets = targetSnapshots(call);
  for (const vm of new Set(targets.map((target) => target.vm))) {
    const named = targets.filter((target) => target.vm === vm).map(({ snapshot }) => snapshot);
    const doomed = call.args.is('IncludeAllChildSnapshots')
      ? [...new Set(named.flatMap((snapshot) => subtree(vm, snapshot)))]
      : named;
    await remove(call, vm, doomed);
  }
  return targets;
}

export const changeCmdlets: CmdletTable = {
  'Rename-VMSnapshot': { run: renameSnapshots, needsPassthru: true },
  'Remove-VMSnapshot': { run: removeSnapshots, needsPassthru: true },
};

/** What hung below moves up; the disks of what is removed are merged into those that remain. */
export async function dropSnapshots(call: Call, vm: Vm, doomed: readonly Snapshot[]): Promise<void> {
  const known = diskPathsOf(vm);
  const free = doomed.flatMap(({ configuration }) =>
    configuration.drives.flatMap(({ kind, path }) => (kind === 'disk' && path !== null ? [path] : [])),
  );
  for (const snapshot of doomed) {
    vm.snapshots = vm.snapshots.filter((each) => each !== snapshot);
    for (const each of vm.snapshots) {
      if (each.parentId === snapshot.id) each.parentId = snapshot.parentId;
    }
    if (vm.parentSnapshotId === snapshot.id) vm.parentSnapshotId = snapshot.parentId;
  }
  await tidyDisks(call.host, vm, known, free);
}

/** Removes all checkpoints of a VM that is being deleted, so that one disk each is left. */
export async function mergeAllSnapshots(call: Call, vm: Vm): Promise<void> {
  const known = diskPathsOf(vm);
  vm.snapshots = [];
  vm.parentSnapshotId = null;
  const current = diskPathsOf(vm);
  await tidyDisks(
    call.host,
    vm,
    known,
    known.filter((path) => !current.includes(path)),
  );
}
