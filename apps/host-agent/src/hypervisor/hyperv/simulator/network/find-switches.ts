import type { Call } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { Switch } from '../state/model.ts';
import { hasWildcard, wildcardMatcher } from '../state/wildcard.ts';

export function switchesByName(call: Call, patterns: readonly string[]): readonly Switch[] {
  return patterns.flatMap((pattern) => {
    const isMatch = wildcardMatcher(pattern);
    const found = call.host.record.switches.filter(({ name }) => isMatch(name));
    if (found.length === 0 && !hasWildcard(pattern)) {
      throw new HypervError(
        'InvalidParameter',
        `Hyper-V was unable to find a virtual switch with name "${pattern}".`,
      );
    }
    return found;
  });
}

/** The one switch that an adapter is to be connected to: its name is taken as it is. */
export function switchByName(call: Call, name: string): Switch {
  const found = call.host.record.switches.filter((each) => each.name.toLowerCase() === name.toLowerCase());
  if (found.length === 1) return found[0]!;
  throw new HypervError(
    'InvalidParameter',
    found.length === 0
      ? `Hyper-V was unable to find a virtual switch with name "${name}".`
      : `More than one virtual switch has the name "${name}".`,
  );
}

export function targetSwitches(call: Call): readonly Switch[] {
  const object = call.args.object('VMSwitch', 'VMSwitch');
  return object === undefined ? switchesByName(call, call.args.texts('Name') ?? ['*']) : [object.switch];
}
