import { expect, test } from 'vitest';
import { chordsOfText } from './chords-of-text.ts';
import { bytesOfChord } from './key-codes.ts';

test('every character that a US keyboard prints has keys of its own', () => {
  const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at)).join('');
  const keys = chordsOfText(`${printable}\n\t\b\u001b`).map((chord) => chord.join('+'));
  expect(new Set(keys).size).toBe(95 + 4);
  expect(chordsOfText('aA1!~')).toEqual([
    ['KeyA'],
    ['ShiftLeft', 'KeyA'],
    ['Digit1'],
    ['ShiftLeft', 'Digit1'],
    ['ShiftLeft', 'Backquote'],
  ]);
});

test.each(['ü', '€', '\u0000', '😀'])('%j has none, and that is said', (text) => {
  expect(() => chordsOfText(text)).toThrow(/no key for/);
});

test('a chord goes down in its order and comes up in the other, prefixes before each', () => {
  expect(bytesOfChord(['ControlLeft', 'AltLeft', 'Delete'])).toEqual([
    ...[0x1d, 0x38, 0xe0, 0x53],
    ...[0xe0, 0xd3, 0xb8, 0x9d],
  ]);
});
