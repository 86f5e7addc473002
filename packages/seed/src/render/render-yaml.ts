/**
 * Fills placeholders in YAML so that no value can change the document's shape.
 *
 * Each placeholder is first replaced by a harmless word, the document is parsed, and every scalar that holds
 * such words is written anew in a style that its values allow:
 *
 * - plain: stays plain while the result is plain-safe and still a string, else it becomes double-quoted.
 *   Numbers, booleans and choices stay plain, so that `cpus: {{ CPU_COUNT }}` stays a number;
 * - quoted: the value is escaped; a single-quoted scalar becomes double-quoted when it has to;
 * - block (`|`): further lines get the placeholder's indentation; a value that would change the block's own
 *   indentation, and any multi-line value in a folded block (`>`), makes it a double-quoted scalar;
 * - `ssh-keys` standing alone: as a list item it becomes one item per key, elsewhere a flow list; without
 *   any key the mapping's entry goes as a whole;
 * - comment: line ends become spaces.
 */
import { isPair, type Scalar, visit } from 'yaml';
import { parseYaml } from '../yaml-document.ts';
import { blockScalar } from './render-block-scalar.ts';
import { keyList } from './render-key-list.ts';
import type { ResolvedPlaceholder, ResolvedSegment } from './render-text.ts';
import { type Words, wordsFor } from './stand-in-words.ts';
import { doubleQuoted, isPlainSafe, isPrintable, readsAsString } from './yaml-scalar.ts';

/** Replaces `text` from `start` to `end`. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** What is known about one scalar of the document with words in place of values. */
export type ScalarPlace = {
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly node: Scalar;
  readonly words: Words;
};

/** Null when the template is not YAML, or the values would break it in spite of everything. */
export function renderYaml(segments: readonly ResolvedSegment[]): string | null {
  const words = wordsFor(segments);
  const source = segments
    .map((segment) => (segment.kind === 'text' ? segment.text : words.wordOf(segment)))
    .join('');
  const document = parseYaml(source)?.document;
  if (document === undefined || document.errors.length > 0) return null;
  const edits: Edit[] = [];
  visit(document, {
    Scalar(key, node, path) {
      if (!node.range) return;
      const [start, end] = node.range;
      if (!words.isIn(source.slice(start, end))) return;
      edits.push(editFor({ source, start, end, node, words }, key, path));
    },
  });
  const output = apply(source, edits, words);
  return isYaml(output) ? output : null;
}

export const isYaml = (text: string): boolean => parseYaml(text)?.document.errors.length === 0;

function editFor(place: ScalarPlace, key: unknown, path: readonly unknown[]): Edit {
  const { node, words } = place;
  const alone = node.type === 'PLAIN' ? words.only(String(node.value)) : undefined;
  const isKey = isPair(path.at(-1)) && key === 'key';
  if (alone?.value.type === 'ssh-keys' && !isKey) {
    return keyList(place, alone.value, path);
  }
  return { start: place.start, end: place.end, text: scalarText(place) };
}

function scalarText(place: ScalarPlace): string {
  const { node, words, source, start, end } = place;
  const written = source.slice(start, end);
  const whole = words.fill(String(node.value), (value) => value);
  switch (node.type) {
    case 'PLAIN':
      return plainText(written, whole, words);
    case 'QUOTE_DOUBLE':
      return written.includes('\n')
        ? doubleQuoted(whole)
        : words.fill(written, (value) => doubleQuoted(value).slice(1, -1));
    case 'QUOTE_SINGLE':
      return written.includes('\n') || whole.includes('\n') || !isPrintable(whole)
        ? doubleQuoted(whole)
        : words.fill(written, (value) => value.replaceAll("'", "''"));
    default:
      return blockScalar(place, whole);
  }
}

function plainText(written: string, whole: string, words: Words): string {
  const inside = words.within(written);
  const filled = words.fill(written, (value) => value);
  const isSafe = isPlainSafe(
    whole,
    inside.map(({ value }) => value.text),
  );
  const mayBeTyped = inside.every(({ value }) => ['number', 'boolean', 'choice'].includes(value.type));
  return isSafe && (mayBeTyped || readsAsString(whole)) ? filled : doubleQuoted(whole);
}

function apply(source: string, edits: readonly Edit[], words: Words): string {
  const flat = (text: string): string => words.fill(text, (value) => value.replaceAll(/\s*\n\s*/g, ' '));
  let output = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    output += flat(source.slice(at, edit.start)) + edit.text;
    at = edit.end;
  }
  return output + flat(source.slice(at));
}

export const placeholdersOf = (segments: readonly ResolvedSegment[]): ResolvedPlaceholder[] =>
  segments.filter((segment) => segment.kind === 'placeholder');
