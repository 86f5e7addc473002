/**
 * Checkpoints as lines of a tree. What led to the VM as it is now stays at one depth, however long it is; what branched
 * off stands deeper, between what it was made on and what came after that.
 */
import type { Checkpoint } from '@busbar/shared/protocol/asked-of-host';

export type TreeLine = Content & {
  readonly depth: number;
  /** Where the rail to its mark comes from: the line of its branch above, what it branched off, or nowhere. */
  readonly from: 'above' | 'side' | null;
  /** Whether the branch has more lines below. */
  readonly goesOn: boolean;
  /** By depth, whether the rails of what it branched off go on beside it. */
  readonly beside: readonly boolean[];
};
type Content =
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }
  /** The VM as it is; below what it was made from. */
  | { readonly kind: 'now' };
/** A line without forks: its own rail. */
type Branch = { readonly parents: readonly Branch[]; readonly lines: number[] };

/** Parents before children, older before newer. Whatever a host says about parents, each is in it once. */
export function layOutCheckpoints(checkpoints: readonly Checkpoint[]): readonly TreeLine[] {
  const sorted = checkpoints.toSorted((one, other) => one.createdAt - other.createdAt);
  const current = sorted.find(({ isCurrent }) => isCurrent);
  const led = ancestorsOf(sorted, current);
  const contents: { readonly content: Content; readonly branch: Branch }[] = [];
  const seen = new Set<string>();
  const add = (content: Content, branch: Branch): void => {
    branch.lines.push(contents.length);
    contents.push({ content, branch });
  };
  const walk = (checkpoint: Checkpoint, branch: Branch): void => {
    if (seen.has(checkpoint.id)) return;
    seen.add(checkpoint.id);
    add({ kind: 'checkpoint', checkpoint }, branch);
    const children = sorted.filter(({ parentId }) => parentId === checkpoint.id);
    const main = checkpoint === current ? null : (children.find(({ id }) => led.has(id)) ?? children.at(-1));
    for (const child of children)
      if (child !== main) walk(child, { parents: [...branch.parents, branch], lines: [] });
    if (checkpoint === current) add({ kind: 'now' }, branch);
    if (main != null) walk(main, branch);
  };
  const trunk = (): Branch => ({ parents: [], lines: [] });
  const ids = new Set(sorted.map(({ id }) => id));
  for (const root of sorted) if (root.parentId === null || !ids.has(root.parentId)) walk(root, trunk());
  // What is left names itself as its own parent, by some way.
  for (const left of sorted) walk(left, trunk());
  if (current === undefined) add({ kind: 'now' }, trunk());
  return contents.map(({ content, branch: { parents, lines } }, index) => ({
    ...content,
    depth: parents.length,
    from: lines[0] !== index ? 'above' : parents.length > 0 ? 'side' : null,
    goesOn: lines.at(-1) !== index,
    beside: parents.map((parent) => (parent.lines.at(-1) ?? 0) > index),
  }));
}

/** With itself. */
function ancestorsOf(checkpoints: readonly Checkpoint[], from: Checkpoint | undefined): ReadonlySet<string> {
  const byId = new Map(checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
  const found = new Set<string>();
  for (let at = from; at !== undefined && !found.has(at.id); at = byId.get(at.parentId ?? ''))
    found.add(at.id);
  return found;
}
