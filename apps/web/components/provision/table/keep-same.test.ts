import { expect, it } from 'vitest';
import { keepSame } from './keep-same.ts';

const row = (line: number, name: string) => ({ line, name });

it('gives back the former object of each item that says the same', () => {
  const before = [row(2, 'web-1'), row(3, 'web-2')];
  const now = keepSame(before, [row(2, 'web-1'), row(3, 'db'), row(4, 'web-2')]);
  expect(now).toEqual([row(2, 'web-1'), row(3, 'db'), row(4, 'web-2')]);
  expect(now[0]).toBe(before[0]);
});

it('gives back the former list when nothing has changed, and not when something has gone', () => {
  const before = [row(2, 'web-1'), row(3, 'web-2')];
  expect(keepSame(before, [row(2, 'web-1'), row(3, 'web-2')])).toBe(before);
  expect(keepSame(before, [row(2, 'web-1')])).toEqual([row(2, 'web-1')]);
  expect(keepSame(before, [])).toEqual([]);
});
