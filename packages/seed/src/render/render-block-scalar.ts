/** A block scalar (`|` or `>`) with its values filled in. */
import { indentationAt, indentLines } from './render-text.ts';
import type { ScalarPlace } from './render-yaml.ts';
import { doubleQuoted, isPrintable } from './yaml-scalar.ts';

/** `whole` is the text that readers must see if the block has to become a double-quoted scalar. */
export function blockScalar(place: ScalarPlace, whole: string): string {
  const { source, start, end, node, words } = place;
  const written = source.slice(start, end);
  const values = words.within(written).map(({ value }) => value.text);
  const mustQuote =
    !values.every(isPrintable) ||
    (node.type === 'BLOCK_FOLDED' && values.some((value) => value.includes('\n'))) ||
    changesIndentation(place, written);
  if (mustQuote) return doubleQuoted(whole) + (written.endsWith('\n') ? '\n' : '');
  return words.fill(written, (value, offset) =>
    indentLines(value, indentationAt(source.slice(0, start + offset))),
  );
}

/** A block's first line with content fixes its indentation, unless the header states it (`|2`). */
function changesIndentation({ words }: ScalarPlace, written: string): boolean {
  const header = written.slice(0, written.indexOf('\n') + 1);
  if (/^[|>][-+]?[1-9]/.test(header)) return false;
  const first =
    written
      .slice(header.length)
      .split('\n')
      .find((line) => line.trim() !== '') ?? '';
  const leading = words.within(first)[0];
  if (leading === undefined || !words.isIn(first.trimStart().slice(0, 12))) return false;
  return /^\s/.test(leading.value.text) || leading.value.text === '';
}
