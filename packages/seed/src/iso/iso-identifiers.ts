/**
 * ISO 9660 level 1 names (ECMA-119 §7.5, §7.6): eight letters, digits or underscores, for a file three more
 * after a dot. Nobody reads them where Rock Ridge or Joliet is understood, but they have to be there and
 * have to be unique within their folder.
 */
type Named = { readonly name: string; readonly isFolder: boolean };

/** The identifier of each name, without version. The result depends only on the set of names. */
export function isoIdentifiers(names: readonly Named[]): Map<string, string> {
  const taken = new Set<string>();
  const result = new Map<string, string>();
  const counters = new Map<string, number>();
  for (const { name, isFolder } of [...names].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { base, extension } = split(name, isFolder);
    const suffix = isFolder ? '' : `.${extension}`;
    let candidate = base + suffix;
    while (taken.has(candidate)) {
      const count = (counters.get(base + suffix) ?? 0) + 1;
      counters.set(base + suffix, count);
      const digits = count.toString(36).toUpperCase();
      candidate = base.slice(0, 8 - digits.length) + digits + suffix;
    }
    taken.add(candidate);
    result.set(name, candidate);
  }
  return result;
}

function split(name: string, isFolder: boolean): { base: string; extension: string } {
  const dot = isFolder ? -1 : name.lastIndexOf('.');
  const base = clean(dot > 0 ? name.slice(0, dot) : name).slice(0, 8);
  return { base, extension: dot > 0 ? clean(name.slice(dot + 1)).slice(0, 3) : '' };
}

const clean = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '_');
