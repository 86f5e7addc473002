/** An `ssh-keys` variable that stands alone: one list entry per key. */
import type { YAMLSeq } from 'yaml';
import { indentationAt } from './render-text.ts';
import type { Edit, ScalarPlace } from './render-yaml.ts';
import type { ResolvedValue } from './resolve-variable.ts';
import { doubleQuoted } from './yaml-scalar.ts';

/** Keys one a line; blank lines and comment lines, as in an authorized_keys file, are no keys. */
export const keysOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** `parent` is the list whose item the placeholder is, or null where it is a mapping's value. */
export function keyList(
  { source, start, end }: ScalarPlace,
  value: ResolvedValue,
  parent: YAMLSeq | null,
): Edit {
  const keys = keysOf(value.text).map(doubleQuoted);
  if (parent === null) return { start, end, text: `[${keys.join(', ')}]` };
  if (parent.flow === true) return { start, end, text: keys.join(', ') };
  const dash = source.lastIndexOf('-', start - 1);
  if (keys.length === 0) return withoutItem(source, { dash, end }, parent.items.length === 1);
  const column = dash - (source.lastIndexOf('\n', dash) + 1);
  return { start, end, text: keys.join(`\n${' '.repeat(column)}- `) };
}

/** `key: []` for a list that would be empty; else the item's line goes, with its line end. */
function withoutItem(source: string, item: { dash: number; end: number }, isOnlyItem: boolean): Edit {
  if (isOnlyItem) return { start: item.dash, end: item.end, text: '[]' };
  const before = source.slice(0, item.dash);
  const lineStart = item.dash - indentationAt(before).length;
  const lineEnd = source.indexOf('\n', item.end);
  const isWholeLine = source.slice(lineStart, item.dash).trim() === '' && source[lineStart - 1] === '\n';
  if (!isWholeLine) return { start: item.dash, end: item.end, text: '- ""' };
  return { start: lineStart, end: lineEnd === -1 ? source.length : lineEnd + 1, text: '' };
}
