import { expect, it } from 'vitest';
import { readCells, textLimit } from './read-cells.ts';

const cellsOf = (text: string) => readCells(text).lines.map(({ cells }) => cells);

it('reads what a spreadsheet copies, and CSV with commas or semicolons, alike', () => {
  const expected = [
    ['name', 'cpu'],
    ['web-1', '2'],
  ];
  for (const delimiter of ['\t', ',', ';']) {
    const text = expected.map((cells) => cells.join(delimiter)).join('\n');
    expect(cellsOf(text)).toEqual(expected);
  }
});

it('reads every kind of line end alike, with and without a byte order mark and trailing blank lines', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    for (const mark of ['', '\uFEFF']) {
      const text = `${mark}name,cpu${end}web-1,2${end}${end}  ${end},${end}`;
      expect(readCells(text)).toEqual({
        lines: [
          { line: 1, cells: ['name', 'cpu'] },
          { line: 2, cells: ['web-1', '2'] },
        ],
        fault: null,
      });
    }
  }
});

it('keeps delimiters, line ends and quotes of a quoted cell, and counts its lines', () => {
  const text = 'name,NOTE\r\nweb-1,"first, of two\r\nsays ""hi"""\r\nweb-2, "" \r\nweb-3,a "b" c';
  expect(readCells(text).lines).toEqual([
    { line: 1, cells: ['name', 'NOTE'] },
    { line: 2, cells: ['web-1', 'first, of two\r\nsays "hi"'] },
    { line: 4, cells: ['web-2', ''] },
    { line: 5, cells: ['web-3', 'a "b" c'] },
  ]);
});

it('takes the delimiter from outside of quotes', () => {
  expect(cellsOf('"a,b"\tc\n1\t2')).toEqual([
    ['a,b', 'c'],
    ['1', '2'],
  ]);
});

it('says at which line a quoted cell never ends, or goes on after its end', () => {
  expect(readCells('name,NOTE\nweb-1,"never\nends')).toEqual({
    lines: [{ line: 1, cells: ['name', 'NOTE'] }],
    fault: { line: 2, message: 'A quoted cell begins here and never ends.' },
  });
  expect(readCells('name,NOTE\n"a\nb" c,1').fault).toEqual({
    line: 2,
    message: 'After the closing quote stands "c". Write quotes inside a quoted cell twice.',
  });
});

it('reads nothing from nothing, and refuses too much', () => {
  expect(readCells('')).toEqual({ lines: [], fault: null });
  expect(readCells('\n\n \n')).toEqual({ lines: [], fault: null });
  expect(readCells('x'.repeat(textLimit + 1)).fault?.message).toMatch(/more than 1 MiB/);
});

it('ends for any text, and gives back what was quoted', () => {
  const alphabet = ['"', ',', '\t', '\r', '\n', 'a', ' '];
  for (let seed = 0; seed < 7 ** 4; seed++) {
    const text = [0, 1, 2, 3].map((at) => alphabet[Math.floor(seed / 7 ** at) % 7]).join('');
    readCells(text);
    const quoted = `x,y\n1,"${text.replaceAll('"', '""')}"`;
    expect(readCells(quoted).lines[1]?.cells, JSON.stringify(text)).toEqual(['1', text]);
  }
});
