import { describe, expect, it } from 'vitest';
import {
  readLayout,
  type ShellLayout,
  wholeSizes,
  withBeside,
  withFocus,
  without,
  withReplaced,
  writeLayout,
} from './shell-layout.ts';

const shells = ['a', 'b', 'c', 'd', 'e'].map((shellId) => ({ shellId, ended: null }));
const read = (query: string): ShellLayout => {
  const search = new URLSearchParams(query);
  return readLayout((name) => search.get(name), shells);
};
const two: ShellLayout = { panes: ['a', 'b'], focused: 'b', sizes: [60, 40], isStacked: false };

describe('a layout read from the URL', () => {
  it.each<[string, string, Partial<ShellLayout>]>([
    ['nothing: the first shell', '', { panes: ['a'], focused: 'a', sizes: null }],
    ['one shell', 'shell=c', { panes: ['c'], focused: 'c' }],
    ['a split with its sizes', 'shell=b&split=a.b&sizes=60-40', two],
    ['a split that names no focus', 'split=c.b', { panes: ['c', 'b'], focused: 'c' }],
    ['a shell that is gone', 'shell=x&split=a.x.b', { panes: ['a', 'b'], focused: 'a' }],
    ['all but one gone', 'shell=a&split=a.x', { panes: ['a'], focused: 'a' }],
    ['one shell twice', 'shell=a&split=a.a', { panes: ['a'] }],
    ['more than fit', 'split=a.b.c.d.e', { panes: ['a', 'b', 'c', 'd'] }],
    ['a focus outside of the split', 'shell=e&split=a.b', { panes: ['e'], focused: 'e' }],
    ['sizes of another count', 'split=a.b&sizes=20-30-50', { sizes: null }],
    ['sizes that are not 100', 'split=a.b&sizes=60-60', { sizes: null }],
    ['sizes that are no numbers', 'split=a.b&sizes=x-y', { sizes: null }],
    ['one above the other', 'split=a.b&stack=1', { isStacked: true }],
  ])('%s', (_what, query, expected) => {
    expect(read(query)).toMatchObject(expected);
  });

  it('prefers a shell that runs', () => {
    const ended = { shellId: 'old', ended: { cause: 'exited', exitCode: 0, signal: null } } as const;
    expect(readLayout(() => null, [ended, ...shells]).focused).toBe('a');
    expect(readLayout(() => null, []).panes).toEqual([]);
  });

  it('is what was written', () => {
    const query = new URLSearchParams(
      Object.entries(writeLayout({ ...two, isStacked: true })).flatMap(([name, value]) =>
        value === null ? [] : [[name, value]],
      ),
    );
    expect(read(query.toString())).toEqual({ ...two, isStacked: true });
    expect(query.toString()).toBe('shell=b&split=a.b&sizes=60-40&stack=1');
  });
});

it('leaves nothing of a split in the URL of one shell', () => {
  expect(writeLayout(without({ ...two, isStacked: true }, 'a'))).toEqual({
    shell: 'b',
    split: null,
    sizes: null,
    stack: null,
  });
});

it('moves the keyboard to a shell that is shown, and shows another in its place', () => {
  expect(withFocus(two, 'a')).toEqual({ ...two, focused: 'a' });
  expect(withFocus(two, 'c')).toEqual({ ...two, panes: ['a', 'c'], focused: 'c' });
  expect(withReplaced(two, 'a', 'c')).toMatchObject({ panes: ['c', 'b'], focused: 'c', sizes: [60, 40] });
});

it('adds a pane after the one that has the keyboard, up to four', () => {
  const three = withBeside({ ...two, focused: 'a' }, 'c');
  expect(three).toMatchObject({ panes: ['a', 'c', 'b'], focused: 'c', sizes: null });
  const four = withBeside(three, 'd');
  expect(four.panes).toEqual(['a', 'c', 'd', 'b']);
  expect(withBeside(four, 'e').panes).toEqual(['a', 'c', 'e', 'b']);
  expect(withBeside(two, 'a')).toEqual({ ...two, focused: 'a' });
});

it('gives the keyboard of a closed pane to its neighbour', () => {
  expect(without(two, 'b')).toMatchObject({ panes: ['a'], focused: 'a' });
  expect(without(two, 'a')).toMatchObject({ panes: ['b'], focused: 'b' });
  expect(without(two, 'x')).toBe(two);
});

it.each([
  [
    [50, 50],
    [50, 50],
  ],
  [
    [33.333, 33.333, 33.334],
    [33, 33, 34],
  ],
  [
    [12.6, 87.4],
    [13, 87],
  ],
])('rounds %j to %j', (shares, whole) => {
  expect(wholeSizes(shares)).toEqual(whole);
});
