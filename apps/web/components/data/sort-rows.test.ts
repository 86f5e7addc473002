import { expect, it } from 'vitest';
import { sortRows } from './sort-rows.ts';

const rows = [
  { name: 'b', size: 10 },
  { name: 'a', size: 9 },
  { name: 'c', size: 10 },
  { name: 'd', size: 100 },
];
const names = (sorted: readonly { readonly name: string }[]): string =>
  sorted.map(({ name }) => name).join('');

it('sorts texts and numbers, both ways', () => {
  expect(names(sortRows(rows, ({ name }) => name, false))).toBe('abcd');
  expect(names(sortRows(rows, ({ name }) => name, true))).toBe('dcba');
  expect(names(sortRows(rows, ({ size }) => size, false))).toBe('abcd');
});

it('keeps the order of equal rows in both directions', () => {
  expect(names(sortRows(rows, ({ size }) => size, true))).toBe('dbca');
  expect(names(sortRows(rows, () => '', true))).toBe('bacd');
});

it('gives back the very array that is in order already, and never changes the one it was given', () => {
  const sorted = sortRows(rows, ({ name }) => name, false);
  expect(sortRows(sorted, ({ name }) => name, false)).toBe(sorted);
  expect(names(rows)).toBe('bacd');
});

it('asks for each key once', () => {
  let asked = 0;
  const keyOf = (row: { readonly size: number }): number => {
    asked += 1;
    return row.size;
  };
  sortRows(rows, keyOf, false);
  expect(asked).toBe(rows.length);
});
