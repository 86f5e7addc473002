export type ChosenVersions = { readonly from: number; readonly to: number };

/**
 * Which two to compare: what the address says where there are such versions, else the newest with the one
 * before it. Null while there is only one. `versions` has the newest first.
 */
export function chosenVersions(
  versions: readonly number[],
  wanted: { readonly from: string | null; readonly to: string | null },
): ChosenVersions | null {
  const [newest] = versions;
  if (newest === undefined || versions.length < 2) return null;
  const known = (text: string | null): number | undefined =>
    versions.find((version) => String(version) === text);
  const to = known(wanted.to) ?? newest;
  const from = known(wanted.from) ?? versions[versions.indexOf(to) + 1] ?? newest;
  return { from, to };
}
