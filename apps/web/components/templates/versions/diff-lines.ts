/** Two texts as one list of lines: what went, what came, what stayed. Pure. */
import { diffArrays } from 'diff';

/** Lines changed. Past it the two have little in common, and the search, which grows by its square, takes seconds. */
export const editLimit = 1000;
/** Unchanged lines shown on either side of a change. */
const contextLines = 3;

export type DiffLine = {
  readonly sign: ' ' | '-' | '+';
  /** Its number in the former and in the latter text; null where it is not in it. */
  readonly before: number | null;
  readonly after: number | null;
  /** Without its line end; a carriage return before that is kept, since it is a difference. */
  readonly text: string;
  /** The last line of a text that does not end with a line end, which is a difference too. */
  readonly isUnended: boolean;
};
/** A stretch of lines, or unchanged ones that are folded away until asked for. */
export type DiffStretch = { readonly isFolded: boolean; readonly lines: readonly DiffLine[] };

export function diffLines(former: string, latter: string): readonly DiffLine[] {
  const [before, after] = [linesOf(former), linesOf(latter)];
  const changes = diffArrays(before, after, { maxEditLength: editLimit }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  let [beforeAt, afterAt] = [0, 0];
  return changes.flatMap(({ value, added, removed }) =>
    value.map((line): DiffLine => {
      if (!added) beforeAt += 1;
      if (!removed) afterAt += 1;
      const isUnended = !line.endsWith('\n');
      return {
        sign: added ? '+' : removed ? '-' : ' ',
        before: added ? null : beforeAt,
        after: removed ? null : afterAt,
        text: isUnended ? line : line.slice(0, -1),
        isUnended,
      };
    }),
  );
}

/** Each with its line end, so that texts that differ only there do differ. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Folds unchanged lines that are further than three from any change; a fold hides at least two. */
export function foldUnchanged(lines: readonly DiffLine[]): readonly DiffStretch[] {
  const isNear = lines.map(() => false);
  for (const [at, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    const end = Math.min(lines.length - 1, at + contextLines);
    for (let near = Math.max(0, at - contextLines); near <= end; near += 1) isNear[near] = true;
  }
  const stretches: { isFolded: boolean; lines: DiffLine[] }[] = [];
  for (const [at, line] of lines.entries()) {
    const last = stretches.at(-1);
    const isAlone = !isNear[at] && isNear[at - 1] !== false && isNear[at + 1] !== false;
    const isFolded = !isNear[at] && !isAlone;
    if (last?.isFolded === isFolded) last.lines.push(line);
    else stretches.push({ isFolded, lines: [line] });
  }
  return stretches;
}

export function countChanges(lines: readonly DiffLine[]): { added: number; removed: number } {
  return {
    added: lines.filter(({ sign }) => sign === '+').length,
    removed: lines.filter(({ sign }) => sign === '-').length,
  };
}
