/**
 * Checkpoints as lines of a tree. What led to the VM as it is now stays at one depth, however long it is; what branched
 * off stands deeper, between what it was made on and what came after that.
 */
import type { Checkpoint } from '@busbar/shared/protocol/link';

export type TreeLine =
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint; readonly depth: number }
  /** The VM as it is; below what it was made from. */
  | { readonly kind: 'now'; readonly depth: number };

/** Parents before children, older before newer. Whatever a host says about parents, each is in it once. */
export function layOutCheckpoints(checkpoints: readonly Checkpoint[]): readonly TreeLine[] {
  const sorted = checkpoints.toSorted((one, other) => one.createdAt - other.createdAt);
  const current = sorted.find(({ isCurrent }) => isCurrent);
  const led = ancestorsOf(sorted, current);
  const lines: TreeLine[] = [];
  const seen = new Set<string>();
  const walk = (checkpoint: Checkpoint, depth: number): void => {
    if (seen.has(checkpoint.id)) return;
    seen.add(checkpoint.id);
    lines.push({ kind: 'checkpoint', checkpoint, depth });
    const children = sorted.filter(({ parentId }) => parentId === checkpoint.id);
    const main = checkpoint === current ? null : (children.find(({ id }) => led.has(id)) ?? children.at(-1));
    for (const child of children) if (child !== main) walk(child, depth + 1);
    if (checkpoint === current) lines.push({ kind: 'now', depth });
    if (main != null) walk(main, depth);
  };
  const ids = new Set(sorted.map(({ id }) => id));
  for (const root of sorted) if (root.parentId === null || !ids.has(root.parentId)) walk(root, 0);
  // What is left names itself as its own parent, by some way.
  for (const left of sorted) walk(left, 0);
  return current === undefined ? [...lines, { kind: 'now', depth: 0 }] : lines;
}

/** With itself. */
function ancestorsOf(checkpoints: readonly Checkpoint[], from: Checkpoint | undefined): ReadonlySet<string> {
  const byId = new Map(checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
  const found = new Set<string>();
  for (let at = from; at !== undefined && !found.has(at.id); at = byId.get(at.parentId ?? ''))
    found.add(at.id);
  return found;
}
