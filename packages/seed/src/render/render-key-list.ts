/** An `ssh-keys` variable that stands alone: one list entry per key. */
import { isMap, isNode, isPair, isSeq } from 'yaml';
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

/** `path` leads from the document to the placeholder. */
export function keyList(
  { source, start, end }: ScalarPlace,
  value: ResolvedValue,
  path: readonly unknown[],
): Edit {
  const parent = path.at(-1);
  const keys = keysOf(value.text).map(doubleQuoted);
  const list = isSeq(parent) ? parent : null;
  if (keys.length === 0 && (list === null || list.items.length === 1)) return withoutKey(source, end, path);
  if (list === null) return { start, end, text: `[${keys.join(', ')}]` };
  if (list.flow === true) return { start, end, text: keys.join(', ') };
  const dash = source.lastIndexOf('-', start - 1);
  if (keys.length === 0) return wholeLine(source, dash, end) ?? { start: dash, end, text: '- ""' };
  const column = dash - (source.lastIndexOf('\n', dash) + 1);
  return { start, end, text: keys.join(`\n${' '.repeat(column)}- `) };
}

/**
 * No key at all: the mapping's entry goes as a whole, since cloud-init's schema wants lists of keys to have
 * at least one. Where it cannot go (it is the only entry, or shares its line), an empty list stays.
 */
function withoutKey(source: string, scalarEnd: number, path: readonly unknown[]): Edit {
  const [map, pair] = path.slice(isSeq(path.at(-1)) ? -3 : -2);
  const value = isPair(pair) && isNode(pair.value) ? pair.value : null;
  const isFlow = isSeq(value) && value.flow === true;
  const end = isFlow ? value.range![1] : scalarEnd;
  const hasOthers = isMap(map) && map.flow !== true && map.items.length > 1;
  if (hasOthers && isPair(pair) && isNode(pair.key) && pair.key.range) {
    const edit = wholeLine(source, pair.key.range[0], end);
    if (edit !== null) return edit;
  }
  return { start: value?.range?.[0] ?? scalarEnd, end, text: '[]' };
}

/** Removes the lines from the one that begins with `start`, if nothing stands before it, with the line end. */
function wholeLine(source: string, start: number, end: number): Edit | null {
  const lineStart = start - indentationAt(source.slice(0, start)).length;
  if (source[lineStart - 1] !== '\n') return null;
  const lineEnd = source.indexOf('\n', end);
  return { start: lineStart, end: lineEnd === -1 ? source.length : lineEnd + 1, text: '' };
}
