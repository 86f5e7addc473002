import type { ShellState } from '@/client/console/shell-attachment.ts';
import { Button } from '@/components/ui/button.tsx';
import { type ShellMove, shellWords } from './shell-words.ts';

type ShellLineProps = {
  readonly state: ShellState;
  readonly move: ShellMove;
  readonly onNew: () => void;
  readonly onRead: () => void;
};

/** Says what is wrong, and disappears with it; and where its VM went. Takes no space while all is well. */
export function ShellLine({ state, move, onNew, onRead }: ShellLineProps) {
  const words = shellWords(state, move);
  if (words === null) return null;
  const isOver = state.kind === 'ended' || state.kind === 'refused';
  const tone = state.kind === 'live' ? 'bg-sunken text-ink-2' : 'bg-warn-wash text-warn';
  return (
    <div
      role="status"
      className={`flex min-h-8 shrink-0 items-center justify-between gap-3 px-3 py-1 text-xs ${tone}`}
    >
      <span className="min-w-0 break-words">{words}</span>
      {isOver && <Button onClick={onNew}>Open a new shell</Button>}
      {state.kind === 'live' && <Button onClick={onRead}>OK</Button>}
    </div>
  );
}
