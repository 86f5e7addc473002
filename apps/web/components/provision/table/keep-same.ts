/**
 * What says the same as before is the same object again, so that a keystroke in a long table draws the one row
 * anew that it changed. Pure.
 */
export function keepSame<Item>(before: readonly Item[], now: readonly Item[]): readonly Item[] {
  const kept = new Map(before.map((item) => [JSON.stringify(item), item]));
  const items = now.map((item) => kept.get(JSON.stringify(item)) ?? item);
  const isSame = items.length === before.length && items.every((item, at) => item === before[at]);
  return isSame ? before : items;
}
