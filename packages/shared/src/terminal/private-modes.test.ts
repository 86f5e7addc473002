import { expect, test } from 'vitest';
import { PrivateModes } from './private-modes.ts';

const ordinary = '\x1b>\x1b[0m';
const editor =
  '\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=\x1b[?2004h\x1b[?25l\x1b[?1002;1006hx\xff\x1b]0;title\x07';

test('what a program has set is undone, however its output was cut', () => {
  const bytes = Buffer.from(editor, 'latin1');
  for (let at = 0; at <= bytes.length; at += 1) {
    const modes = new PrivateModes();
    modes.watch(bytes.subarray(0, at));
    modes.watch(bytes.subarray(at));
    expect(modes.undo()).toBe(`\x1b[?1049l\x1b[?1l\x1b[?2004l\x1b[?25h\x1b[?1002l\x1b[?1006l${ordinary}`);
  }
});

test('what it has put back itself, and what means nothing here, is left alone', () => {
  const modes = new PrivateModes();
  modes.watch(Buffer.from(`${editor}\x1b[?1049;1;2004;1002;1006l\x1b[?25h\x1b[?9999h\x1b[?h\x1b[4h`));
  expect(modes.undo()).toBe(ordinary);
});

test('a sequence without an end is not kept', () => {
  const modes = new PrivateModes();
  modes.watch(Buffer.from('\x1b[?'));
  for (let n = 0; n < 1000; n += 1) modes.watch(Buffer.from('1;'));
  modes.watch(Buffer.from('1049h'));
  expect(modes.undo()).toBe(ordinary);
});
