/** Reading single values out of a YAML tree, without converting it (and expanding aliases) as a whole. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { keyOf } from './check-shape.ts';
import type { LintContext } from './lint-context.ts';

/** The value of a key as a node, or null. */
export function child(context: LintContext, node: unknown, key: string): Node | null {
  const target = context.follow(node);
  if (!isMap(target)) return null;
  const pair = target.items.findLast((item) => keyOf(item) === key);
  return pair === undefined ? null : context.follow(pair.value);
}

export function items(context: LintContext, node: unknown): Node[] {
  const target = context.follow(node);
  return isSeq(target)
    ? target.items.map((item) => context.follow(item)).filter((item) => item !== null)
    : [];
}

export const textOf = (node: unknown): string | null =>
  isScalar(node) && typeof node.value === 'string' ? node.value : null;
