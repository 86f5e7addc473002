import type { Call } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Vm } from '../state/model.ts';
import { hasWildcard, wildcardMatcher } from '../state/wildcard.ts';
import { vmsOfParts } from '../vm/find-vms.ts';

type SnapshotObject = Extract<HypervObject, { type: 'VMSnapshot' }>;

const all = (vm: Vm): readonly SnapshotObject[] =>
  vm.snapshots.map((snapshot) => ({ type: 'VMSnapshot', vm, snapshot }));

/** The checkpoints that a call names, by object, id, VM and name, or as parent or child. */
export function targetSnapshots(call: Call): readonly SnapshotObject[] {
  const { args, host } = call;
  const object = args.object('VMSnapshot', 'VMSnapshot');
  if (object !== undefined) return [object];
  const id = args.text('Id')?.toLowerCase();
  if (id !== undefined) return byId(call, id);
  const parentOf = args.object('ParentOf', 'VMSnapshot', 'VirtualMachine');
  if (parentOf !== undefined) {
    const parentId =
      parentOf.type === 'VMSnapshot' ? parentOf.snapshot.parentId : parentOf.vm.parentSnapshotId;
    return all(host.needVm(parentOf.vm.id)).filter(({ snapshot }) => snapshot.id === parentId);
  }
  const childOf = args.object('ChildOf', 'VMSnapshot');
  if (childOf !== undefined) {
    return all(childOf.vm).filter(({ snapshot }) => snapshot.parentId === childOf.snapshot.id);
  }
  return byName(call, vmsOfParts(call).flatMap(all));
}

function byId(call: Call, id: string): readonly SnapshotObject[] {
  const found = call.host
    .vms()
    .flatMap(all)
    .find(({ snapshot }) => snapshot.id === id);
  if (found !== undefined) return [found];
  throw new HypervError('ObjectNotFound', `Hyper-V was unable to find a checkpoint with ID ${id}.`);
}

function byName(call: Call, snapshots: readonly SnapshotObject[]): readonly SnapshotObject[] {
  const type = call.args.text('SnapshotType');
  const ofType = snapshots.filter(({ snapshot }) => type === undefined || snapshot.type === type);
  const patterns = call.args.texts('Name');
  if (patterns === undefined) return ofType;
  return patterns.flatMap((pattern) => {
    const isMatch = wildcardMatcher(pattern);
    const found = ofType.filter(({ snapshot }) => isMatch(snapshot.name));
    if (found.length === 0 && !hasWildcard(pattern)) {
      throw new HypervError(
        'ObjectNotFound',
        `Hyper-V was unable to find a checkpoint with name "${pattern}".`,
      );
    }
    return found;
  });
}
