import { expect, test } from 'vitest';
import { ReplayGate } from './replay-gate.ts';

const passed = (gate: ReplayGate, text: string): string => gate.pass(Buffer.from(text)).toString();

test('while old output is shown nothing passes but what follows the terminal’s own answer, however it is cut', () => {
  const typed = '\x1b[?62;4c\x1b]11;rgb:0/0/0\x07\x1b[0nls\r';
  for (let at = 0; at <= typed.length; at += 1) {
    const gate = new ReplayGate();
    expect(passed(gate, 'before')).toBe('before');
    gate.shut();
    expect(passed(gate, typed.slice(0, at)) + passed(gate, typed.slice(at))).toBe('ls\r');
    expect([gate.isShut, passed(gate, 'after \x1b[0n')]).toEqual([false, 'after \x1b[0n']);
  }
});

test('a gate that was never shut asks for no answer, and one that is opened lets everything pass', () => {
  const gate = new ReplayGate();
  gate.awaitAnswer();
  expect(gate.isShut).toBe(false);
  gate.shut();
  gate.awaitAnswer();
  gate.open();
  expect(passed(gate, 'x')).toBe('x');
});
