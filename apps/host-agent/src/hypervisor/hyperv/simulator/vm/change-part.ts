import type { Call, CmdletRun } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import { type HypervObject, partOf } from '../results/hyperv-object.ts';
import type { Vm } from '../state/model.ts';
import { targetOwners, targetVms } from './find-vms.ts';

type PartType = Parameters<typeof partOf>[0];

/** Get- of a part that every VM has once. */
export const getPart =
  (type: PartType): CmdletRun =>
  async (call) => {
    await call.take();
    return targetOwners(call).map((owner) => partOf(type, owner));
  };

/** Set- of such a part: of the VM, or of the part itself given as object. */
export const setPart =
  (type: PartType, change: (call: Call, vm: Vm) => void | Promise<void>): CmdletRun =>
  async (call) => {
    const changed: HypervObject[] = [];
    for (const vm of vmsOfPart(call, type)) {
      await call.take();
      await change(call, vm);
      call.host.changed(vm);
      changed.push(partOf(type, { vm, snapshot: null }));
    }
    return changed;
  };

function vmsOfPart(call: Call, type: PartType): readonly Vm[] {
  const part = call.args.object(type, type);
  if (part === undefined) return targetVms(call);
  if (part.snapshot !== null) throw new HypervError('InvalidOperation', 'A checkpoint cannot be changed.');
  return [part.vm];
}
