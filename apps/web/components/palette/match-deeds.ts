type Named = { readonly name: string };
type Labelled = { readonly label: string };
export type Deed<Vm, Action> = { readonly vm: Vm; readonly action: Action };

type MatchDeedsInput<Vm, Action> = {
  readonly vms: readonly Vm[];
  readonly actionsOf: (vm: Vm) => readonly Action[];
  readonly search: string;
  readonly limit: number;
};

/**
 * What can be done with which VM, by words of both in any order: "shut web-1", "web clone". The whole name of a VM alone
 * finds all that can be done with it. Keeps the order of the VMs.
 */
export function matchDeeds<Vm extends Named, Action extends Labelled>({
  vms,
  actionsOf,
  search,
  limit,
}: MatchDeedsInput<Vm, Action>): readonly Deed<Vm, Action>[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found: Deed<Vm, Action>[] = [];
  for (const vm of vms) {
    if (found.length >= limit) break;
    const name = vm.name.toLowerCase();
    if (!words.some((word) => name.includes(word))) continue;
    const isAll = words.length === 1 && words[0] === name;
    if (words.length === 1 && !isAll) continue;
    for (const action of actionsOf(vm)) if (isAll || isMeant(words, name, action)) found.push({ vm, action });
  }
  return found.slice(0, limit);
}

function isMeant(words: readonly string[], name: string, { label }: Labelled): boolean {
  const verbs = label.toLowerCase().split(/[\s…]+/);
  const isVerb = (word: string): boolean => verbs.some((verb) => verb.startsWith(word));
  return words.some(isVerb) && words.every((word) => isVerb(word) || name.includes(word));
}
