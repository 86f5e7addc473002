import { expect, test } from 'vitest';
import { findSafePoint } from './safe-point.ts';

const restAfter = (text: string | Buffer): string => {
  const bytes = Buffer.from(text);
  return bytes.subarray(findSafePoint(bytes)).toString();
};

test('begins at the next line', () => {
  expect(restAfter('tail of a line\r\nsecond\r\n')).toBe('second\r\n');
  expect(restAfter('31mred\r\nnext')).toBe('next');
});

test('does not begin at a line feed inside a string sequence', () => {
  expect(restAfter('x\x1bPq#0\n#1\n\x1b\\y\r\nafter')).toBe('after');
  expect(restAfter('\x1b]0;ti\ntle\x07y\nafter')).toBe('after');
});

test('without a line it begins at a sequence, else at a whole character', () => {
  expect(restAfter('5;7Htext\x1b[31mred')).toBe('\x1b[31mred');
  expect(restAfter(Buffer.concat([Buffer.from('ü').subarray(1), Buffer.from('äb')]))).toBe('äb');
  expect(restAfter('')).toBe('');
});
