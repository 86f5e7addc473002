import type { Call } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { Vm } from '../state/model.ts';
import { hasWildcard, wildcardMatcher } from '../state/wildcard.ts';
import type { Owner } from './parts.ts';

/** VMs by name: wildcards may find none, a plain name must find one or more. */
export function vmsByName(call: Call, patterns: readonly string[]): readonly Vm[] {
  const found = patterns.flatMap((pattern) => {
    const isMatch = wildcardMatcher(pattern);
    const matches = call.host.vms().filter((vm) => isMatch(vm.name));
    if (matches.length === 0 && !hasWildcard(pattern)) {
      throw new HypervError(
        'InvalidParameter',
        `Hyper-V was unable to find a virtual machine with name "${pattern}".`,
      );
    }
    return matches;
  });
  return [...new Set(found)];
}

/** The VMs that a call names, by `-VM`, `-VMName` or `-Name`. */
export function targetVms(call: Call): readonly Vm[] {
  const object = call.args.object('VM', 'VirtualMachine');
  if (object !== undefined) return [call.host.needVm(object.vm.id)];
  return vmsByName(call, call.args.texts('VMName') ?? call.args.texts('Name') ?? ['*']);
}

/** VMs, or the checkpoint, whose parts a call asks for. */
export function targetOwners(call: Call): readonly Owner[] {
  const object = call.args.object('VMSnapshot', 'VMSnapshot');
  if (object !== undefined) return [{ vm: object.vm, snapshot: object.snapshot }];
  return vmsOfParts(call).map((vm) => ({ vm, snapshot: null }));
}

/** Like `targetVms` where `-Name` names a part, not a VM. */
export function vmsOfParts(call: Call): readonly Vm[] {
  const object = call.args.object('VM', 'VirtualMachine');
  if (object !== undefined) return [call.host.needVm(object.vm.id)];
  return vmsByName(call, call.args.texts('VMName') ?? ['*']);
}
