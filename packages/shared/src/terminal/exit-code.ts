import { constants } from 'node:os';
import type { ExecAnswer } from '../protocol/local-streams.ts';

/** As `timeout(1)` and shells give them. */
export const exitCodes = { timedOut: 124, notCarried: 125, notStarted: 127, signalled: 128 } as const;

/** What a program that ran elsewhere ends this one with. Pure. */
export function exitCodeOf({ cause, exitCode, signal }: Omit<ExecAnswer, 'id' | 'error'>): number {
  if (cause === 'timed-out') return exitCodes.timedOut;
  if (cause === 'not-started') return exitCodes.notStarted;
  if (exitCode !== null) return exitCode & 0xff;
  if (signal === null || !Object.hasOwn(constants.signals, signal)) return exitCodes.notCarried;
  return exitCodes.signalled + constants.signals[signal as NodeJS.Signals];
}
