import { expect, it } from 'vitest';
import { isTerminalReply } from './terminal-reply.ts';

it.each([
  ['cursor position', '\x1b[12;40R'],
  ['device attributes', '\x1b[?1;2c'],
  ['secondary attributes', '\x1b[>0;276;0c'],
  ['status', '\x1b[0n'],
  ['mode report', '\x1b[?2004;1$y'],
  ['background colour', '\x1b]11;rgb:1010/1010/1010\x1b\\'],
  ['two at once', '\x1b[?1;2c\x1b[1;1R'],
])('knows a terminal’s own reply: %s', (_name, data) => {
  expect(isTerminalReply(data)).toBe(true);
});

it.each([
  ['a letter', 'R'],
  ['an arrow key', '\x1b[A'],
  ['Escape', '\x1b'],
  ['a pasted line', 'echo hello\r'],
  ['a key after a reply', '\x1b[1;1Rx'],
])('lets through what a person typed: %s', (_name, data) => {
  expect(isTerminalReply(data)).toBe(false);
});
