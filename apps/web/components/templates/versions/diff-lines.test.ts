import { expect, it } from 'vitest';
import { countChanges, type DiffLine, diffLines, editLimit, foldUnchanged } from './diff-lines.ts';

const short = (lines: readonly DiffLine[]): string[] =>
  lines.map(({ sign, before, after, text }) => `${before ?? ''}|${after ?? ''}|${sign}${text}`);
const numbered = (count: number): string => Array.from({ length: count }, (_, at) => `${at + 1}\n`).join('');

it('numbers the lines of both texts and marks what went and what came', () => {
  const lines = diffLines('a\nb\nc\n', 'a\nB\nc\nd\n');
  expect(short(lines)).toEqual(['1|1| a', '2||-b', '|2|+B', '3|3| c', '|4|+d']);
  expect(countChanges(lines)).toEqual({ added: 2, removed: 1 });
});

it('gives back both texts, whatever they are', () => {
  const texts = ['', '\n', 'a', 'a\n', 'a\nb', 'b\na\n', 'a\r\nb\n', '\n\na\n\n', 'a\na\na\n'];
  for (const former of texts) {
    for (const latter of texts) {
      const lines = diffLines(former, latter);
      const side = (absent: '+' | '-'): string =>
        lines
          .filter(({ sign }) => sign !== absent)
          .map(({ text, isUnended }) => (isUnended ? text : `${text}\n`))
          .join('');
      expect([side('+'), side('-')]).toEqual([former, latter]);
      const changes = lines.filter(({ sign }) => sign !== ' ').length;
      expect(changes === 0, JSON.stringify([former, latter])).toBe(former === latter);
    }
  }
});

it('shows a missing last line end as the difference it is', () => {
  expect(diffLines('a\n', 'a').map(({ sign, isUnended }) => [sign, isUnended])).toEqual([
    ['-', false],
    ['+', true],
  ]);
});

it('replaces the whole where two long texts have too little in common', () => {
  const former = Array.from({ length: editLimit }, (_, at) => `old ${at}\n`).join('');
  const latter = Array.from({ length: editLimit }, (_, at) => `new ${at}\n`).join('');
  expect(countChanges(diffLines(former, latter))).toEqual({ added: editLimit, removed: editLimit });
});

it('folds unchanged lines beyond three from a change, and never a single one', () => {
  const former = numbered(30);
  const fold = (latter: string) =>
    foldUnchanged(diffLines(former, latter)).map(
      ({ isFolded, lines }) => `${isFolded ? 'folded' : 'shown'} ${lines.length}`,
    );
  expect(fold(former.replace('\n15\n', '\nfifteen\n'))).toEqual(['folded 11', 'shown 8', 'folded 12']);
  expect(fold(former.replace('\n5\n', '\nfive\n'))).toEqual(['shown 9', 'folded 22']);
  expect(fold(former)).toEqual(['folded 30']);
  expect(foldUnchanged([])).toEqual([]);
});

it('keeps every line in its place while folding', () => {
  for (let at = 1; at <= 12; at += 1) {
    const lines = diffLines(numbered(12), numbered(12).replace(`${at}\n`, `x${at}\n`));
    expect(foldUnchanged(lines).flatMap((stretch) => stretch.lines)).toEqual(lines);
  }
});
