import type { ShellState } from '@/client/console/shell-attachment.ts';
import { Button } from '@/components/ui/button.tsx';

function text(state: ShellState): string | null {
  if (state.kind === 'attaching') return 'Attaching…';
  if (state.kind === 'reconnecting') return `${state.reason}. Reconnecting; the shell goes on in the VM.`;
  if (state.kind === 'refused') return state.error.userMessage ?? state.error.message;
  if (state.kind !== 'ended') return null;
  const { cause, exitCode, signal } = state.end;
  return cause === 'exited'
    ? `The shell ended with exit code ${exitCode}.`
    : `The shell ended: ${signal ?? cause}.`;
}

/** Says what is wrong, and disappears with it. Takes no space while all is well. */
export function ShellLine({ state, onNew }: { readonly state: ShellState; readonly onNew: () => void }) {
  const line = text(state);
  if (line === null) return null;
  const isOver = state.kind === 'ended' || state.kind === 'refused';
  return (
    <div
      role="status"
      className="flex min-h-8 shrink-0 items-center justify-between gap-3 bg-warn-wash px-3 py-1 text-xs text-warn"
    >
      <span className="min-w-0 break-words">{line}</span>
      {isOver && <Button onClick={onNew}>Open a new shell</Button>}
    </div>
  );
}
