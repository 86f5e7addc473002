import { expect, it } from 'vitest';
import { type DiffRow, sideBySide } from './side-by-side.ts';

const shown = (rows: readonly DiffRow[]): string[] =>
  rows.map(({ kind, left, right }) => (kind === 'same' ? `= ${left}` : `${left ?? '·'} | ${right ?? '·'}`));

it.each<[string, string, string, string[]]>([
  ['equal texts', 'a\nb\n', 'a\nb\n', ['= a', '= b']],
  ['a missing line end', 'a\nb\n', 'a\nb', ['= a', '= b']],
  ['line ends of Windows', 'a\nb\n', 'a\r\nb\r\n', ['= a', '= b']],
  ['a changed line', 'a\nb\nc\n', 'a\nx\nc\n', ['= a', 'b | x', '= c']],
  ['a line more', 'a\nc\n', 'a\nb\nc\n', ['= a', '· | b', '= c']],
  ['a line less', 'a\nb\nc\n', 'a\nc\n', ['= a', 'b | ·', '= c']],
  ['two changes with the same between', 'a\nb\nc\nd\n', 'x\nb\nc\ny\n', ['a | x', '= b', '= c', 'd | y']],
  ['nothing against something', '', 'a\n', ['· | a']],
  ['nothing at all', '', '', []],
])('%s', (_what, left, right, expected) => {
  expect(shown(sideBySide(left, right))).toEqual(expected);
});
