import { expect, test } from 'vitest';
import { exitCodeOf } from './exit-code.ts';

test.each([
  [{ cause: 'exited', exitCode: 7, signal: null }, 7],
  // As Windows gives it for a program that was ended by force.
  [{ cause: 'exited', exitCode: 0xc000013a, signal: null }, 0x3a],
  [{ cause: 'signalled', exitCode: null, signal: 'SIGKILL' }, 137],
  [{ cause: 'signalled', exitCode: null, signal: 'SIGNAL' }, 125],
  [{ cause: 'timed-out', exitCode: null, signal: 'SIGTERM' }, 124],
  [{ cause: 'not-started', exitCode: null, signal: null }, 127],
  [{ cause: 'cancelled', exitCode: null, signal: 'SIGTERM' }, 143],
] as const)('%j ends with %d', (end, code) => expect(exitCodeOf(end)).toBe(code));
