import type { ShellState } from '../../client/console/shell-attachment.ts';

/** What became of the shell's VM since the page has it. */
export type ShellMove = {
  readonly vmName: string;
  /** A job takes it to another host. */
  readonly isUnderWay: boolean;
  /** Names of its former host and its present one; null while it is where it was. */
  readonly moved: { readonly from: string; readonly to: string } | null;
};

/** What the line above a terminal says; null: nothing. */
export function shellWords(state: ShellState, { vmName, isUnderWay, moved }: ShellMove): string | null {
  switch (state.kind) {
    case 'attaching':
      return 'Attaching…';
    case 'reconnecting':
      if (isUnderWay)
        return `${vmName} is being moved to another host. The shell goes on in it, and comes back here by itself.`;
      if (moved !== null) return `${vmName} is on ${moved.to} now. Reconnecting; the shell goes on in it.`;
      return `${state.reason.replace(/\.$/, '')}. Reconnecting; the shell goes on in the VM.`;
    case 'refused':
      return state.error.userMessage ?? state.error.message;
    case 'ended':
      return state.end.cause === 'exited'
        ? `The shell ended with exit code ${state.end.exitCode}.`
        : `The shell ended: ${state.end.signal ?? state.end.cause}.`;
    case 'live':
      return moved === null
        ? null
        : `${vmName} was moved from ${moved.from} to ${moved.to}. The shell went on in it.`;
    case 'replaying':
      return null;
  }
}
