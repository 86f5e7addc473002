import { expect, test } from 'vitest';
import { defaultDetachKey, detachByteOf, takeTyped } from './detach-key.ts';

test.each([
  [defaultDetachKey, 0x1d],
  ['ctrl-q', 0x11],
  ['Ctrl-Q', 0x11],
  ['^_', 0x1f],
  ['ctrl-\\', 0x1c],
])('%s is one byte', (key, byte) => expect(detachByteOf(key)).toBe(byte));

test.each(['', 'q', 'ctrl-', 'ctrl-qq', 'alt-q', 'ctrl-1', 'ctrl-['])('%j is no such key', (key) => {
  expect(() => detachByteOf(key)).toThrow('no key to detach with');
});

test('what is typed before the key is the program’s, what comes after it nobody’s', () => {
  const taken = (text: string) => takeTyped(Buffer.from(text), 0x1d);
  expect(taken('ls\r')).toEqual({ bytes: Buffer.from('ls\r'), isDetaching: false });
  expect(taken('ls\r\x1drm')).toEqual({ bytes: Buffer.from('ls\r'), isDetaching: true });
});
