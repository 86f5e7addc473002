import type { RealtimeMessage } from '@busbar/shared/realtime/topics';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { expect, it } from 'vitest';
import { VmRowBook } from './vm-row-book.ts';

const row = (name: string, version = 1, changes: Partial<VmRow> = {}): VmRow =>
  ({ id: name, name, version, hostId: 'h', hostName: 'rack-1', tags: [], ...changes }) as VmRow;
const changed = (vm: VmRow): RealtimeMessage => ({ type: 'vm-changed', vm }) as unknown as RealtimeMessage;
const removed = (vmId: string): RealtimeMessage => ({ type: 'vm-removed', vmId });
const names = (book: VmRowBook): string => book.rows.map(({ name }) => name).join(' ');

function bookOf(...rows: readonly VmRow[]): VmRowBook {
  const book = new VmRowBook();
  book.beginLoad();
  book.addPage(rows);
  book.endLoad();
  return book;
}

it('keeps rows by name and puts a new VM where it belongs', () => {
  const book = bookOf(row('a'), row('c'));
  expect(book.apply([changed(row('b'))])).toBe(true);
  expect(names(book)).toBe('a b c');
});

it('changes one row in place and keeps the identity of the others', () => {
  const book = bookOf(row('a'), row('b'));
  const [before] = book.rows;
  book.apply([changed(row('b', 2, { state: 'stopped' }))]);
  expect(book.rows[0]).toBe(before);
  expect(book.rows[1]).toMatchObject({ version: 2, state: 'stopped' });
});

it('says that nothing has changed, with the same array, when a message brings nothing newer', () => {
  const book = bookOf(row('a', 5));
  const before = book.rows;
  expect(book.apply([changed(row('a', 4)), changed(row('a', 5))])).toBe(false);
  expect(book.rows).toBe(before);
});

it('never goes back: a page that was read before a message loses against it', () => {
  const book = bookOf(row('a'), row('b'));
  book.beginLoad();
  book.apply([changed(row('a', 3)), removed('b'), changed(row('new'))]);
  book.addPage([row('a', 2), row('b')]);
  book.endLoad();
  expect(names(book)).toBe('a new');
  expect(book.rows[0]?.version).toBe(3);
});

it('drops at the end of a load, not before, what was deleted unheard', () => {
  const book = bookOf(row('a'), row('b'));
  book.beginLoad();
  book.addPage([row('a')]);
  expect(names(book)).toBe('a b');
  book.endLoad();
  expect(names(book)).toBe('a');
});

it('shows the new name of a host in all its rows, which have no new version by it', () => {
  const book = bookOf(row('a'), row('b', 1, { hostId: 'other', hostName: 'rack-2' }));
  const host = { id: 'h', name: 'rack-9' };
  expect(book.apply([{ type: 'host-changed', host } as unknown as RealtimeMessage])).toBe(true);
  expect(book.rows.map(({ hostName }) => hostName)).toEqual(['rack-9', 'rack-2']);
});
