import { describe, expect, it } from 'vitest';
import { NewestViews, replaceViews } from './newest-views.ts';

const view = (id: string, version: number, name = '') => ({ id, version, name });

describe('replaceViews', () => {
  it('puts a newer view in place of an older one and keeps the identity of the rest', () => {
    const other = view('b', 1);
    const before = { pages: [{ items: [view('a', 1), other] }] };
    const after = replaceViews(before, new Map([['a', view('a', 2, 'new')]]), new Set()) as typeof before;
    expect(after.pages[0]?.items[0]?.name).toBe('new');
    expect(after.pages[0]?.items[1]).toBe(other);
  });

  it('leaves an answer alone that is as new or newer', () => {
    const before = { items: [view('a', 3)] };
    expect(replaceViews(before, new Map([['a', view('a', 2)]]), new Set())).toBe(before);
  });

  it('takes removed ids out of their lists', () => {
    expect(replaceViews({ items: [view('a', 1), view('b', 1)] }, new Map(), new Set(['a']))).toEqual({
      items: [view('b', 1)],
    });
  });
});

it('never takes a row back in time when an older answer arrives after a newer message', () => {
  const newest = new NewestViews();
  newest.remember(view('a', 5, 'message'));
  newest.remember(view('a', 4, 'late'));
  expect(newest.overlay({ vm: view('a', 3, 'answer') })).toEqual({ vm: view('a', 5, 'message') });
});
