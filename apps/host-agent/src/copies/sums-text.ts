export const sumsName = 'SHA256SUMS';

/** As coreutils write and read it: `sha256sum -c SHA256SUMS` checks an export where Busbar is not. */
export const sumsText = (sums: readonly (readonly [path: string, sum: string])[]): string =>
  sums.map(([path, sum]) => `${sum}  ${path}\n`).join('');

const line = /^([0-9a-f]{64}) [ *](.+)$/;

/** By path. `null` for a text that is no list of sums. */
export function readSums(text: string): ReadonlyMap<string, string> | null {
  const sums = new Map<string, string>();
  for (const each of text.split('\n').filter((words) => words !== '')) {
    const [, sum, path] = line.exec(each) ?? [];
    if (sum === undefined || path === undefined) return null;
    sums.set(path, sum);
  }
  return sums.size === 0 ? null : sums;
}
