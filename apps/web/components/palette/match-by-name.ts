/** Up to `limit` items whose name contains `search`, those that begin with it first. Keeps their order. */
export function matchByName<Item extends { readonly name: string }>(
  items: readonly Item[],
  search: string,
  limit: number,
): readonly Item[] {
  const wanted = search.trim().toLowerCase();
  const beginning: Item[] = [];
  const containing: Item[] = [];
  for (const item of items) {
    const at = item.name.toLowerCase().indexOf(wanted);
    if (at === 0) beginning.push(item);
    else if (at > 0) containing.push(item);
    if (beginning.length >= limit) break;
  }
  return [...beginning, ...containing].slice(0, limit);
}
