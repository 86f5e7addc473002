import { expect, test } from 'vitest';
import type { ShellState } from '../../client/console/shell-attachment.ts';
import { type ShellMove, shellWords } from './shell-words.ts';

const still: ShellMove = { vmName: 'web', isUnderWay: false, moved: null };
const leaving: ShellMove = { ...still, isUnderWay: true };
const moved: ShellMove = { ...still, moved: { from: 'one', to: 'two' } };
const away = (reason: string): ShellState => ({ kind: 'reconnecting', reason });
const exited: ShellState = { kind: 'ended', end: { cause: 'exited', exitCode: 3, signal: null } };

test.each<[ShellState, ShellMove, string | null]>([
  [{ kind: 'live' }, still, null],
  [{ kind: 'live' }, leaving, null],
  [{ kind: 'live' }, moved, 'web was moved from one to two. The shell went on in it.'],
  [{ kind: 'replaying' }, moved, null],
  [away('No answer'), still, 'No answer. Reconnecting; the shell goes on in the VM.'],
  [away('The host is offline.'), still, 'The host is offline. Reconnecting; the shell goes on in the VM.'],
  [away('No answer'), moved, 'web is on two now. Reconnecting; the shell goes on in it.'],
  [
    away('No answer'),
    leaving,
    'web is being moved to another host. The shell goes on in it, and comes back here by itself.',
  ],
  [exited, moved, 'The shell ended with exit code 3.'],
])('%j, %j: %s', (state, move, words) => {
  expect(shellWords(state, move)).toBe(words);
});
