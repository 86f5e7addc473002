/** Parts of the URL that say where somebody is in a list, not which list it is. */
const places = ['at', 'peek'];

/** The query of a list as a view keeps it: without places, in one order, so that two can be compared. */
export function savedQuery(query: string): string {
  const parameters = new URLSearchParams(query);
  for (const place of places) parameters.delete(place);
  parameters.sort();
  return parameters.toString();
}
