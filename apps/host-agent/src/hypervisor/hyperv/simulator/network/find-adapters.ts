import type { Call } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { hasWildcard, wildcardMatcher } from '../state/wildcard.ts';
import { targetOwners } from '../vm/find-vms.ts';
import { adapterObjects } from '../vm/parts.ts';

export type AdapterObject = Extract<HypervObject, { type: 'VMNetworkAdapter' }>;

/** The adapters that a call names. `nameParameter`: which parameter names the adapter, not the VM. */
export function targetAdapters(call: Call, nameParameter = 'Name'): readonly AdapterObject[] {
  const { args } = call;
  refuseManagementOs(call);
  const object = args.object('VMNetworkAdapter', 'VMNetworkAdapter');
  if (object !== undefined) return [object];
  const adapters = targetOwners(call).flatMap(adapterObjects);
  const patterns = args.texts(nameParameter);
  if (patterns === undefined) return adapters;
  return patterns.flatMap((pattern) => {
    const isMatch = wildcardMatcher(pattern);
    const found = adapters.filter(({ adapter }) => isMatch(adapter.name));
    if (found.length === 0 && !hasWildcard(pattern)) {
      throw new HypervError(
        'ObjectNotFound',
        `Hyper-V was unable to find a network adapter with name "${pattern}".`,
      );
    }
    return found;
  });
}

/** The same, for a change. @throws HypervError for a checkpoint's. */
export function changeableAdapters(call: Call, nameParameter = 'Name'): readonly AdapterObject[] {
  const adapters = targetAdapters(call, nameParameter);
  if (adapters.every(({ snapshot }) => snapshot === null)) return adapters;
  throw new HypervError('InvalidOperation', 'A checkpoint cannot be changed.');
}

function refuseManagementOs({ args }: Call): void {
  if (!args.is('ManagementOS')) return;
  throw new HypervError('NotSupported', 'Virtual adapters of the management system are not simulated.');
}
