type Key = string | number;

/**
 * The rows in the order of their keys; equal ones keep theirs, in both directions. Each row's key is asked for
 * once. Rows that are in order already come back as the same array: a list that arrives sorted costs one look.
 */
export function sortRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  isDescending: boolean,
): readonly Row[] {
  const keys = rows.map(keyOf);
  const sign = isDescending ? -1 : 1;
  const compare = (a: number, b: number): number => sign * compareKeys(keys[a], keys[b]);
  if (keys.every((_, index) => index === 0 || compare(index - 1, index) <= 0)) return rows;
  const order = Uint32Array.from(keys.keys()).sort(compare);
  return Array.from(order, (index) => rows[index] as Row);
}

function compareKeys(a: Key | undefined, b: Key | undefined): number {
  if (a === b || a === undefined || b === undefined) return 0;
  return a < b ? -1 : 1;
}
