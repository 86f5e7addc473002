'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import { Plus, X } from 'lucide-react';
import { classNames } from '@/client/class-names.ts';
import { IconButton } from '@/components/ui/icon-button.tsx';

type ShellStripProps = {
  readonly shells: readonly ShellInfo[];
  readonly currentId: string | null;
  readonly isOpening: boolean;
  readonly onSelect: (shellId: string) => void;
  readonly onOpen: (user: string | null) => void;
  readonly onEnd: (shellId: string) => void;
};

/** The VM's shells, and a button for one more. */
export function ShellStrip({ shells, currentId, isOpening, onSelect, onOpen, onEnd }: ShellStripProps) {
  return (
    <nav
      aria-label="Shells"
      className="flex h-9 shrink-0 items-center gap-1 overflow-x-auto border-b border-line px-2"
    >
      {shells.map((shell, index) => {
        const name = `${index + 1}: ${shell.title} (${shell.user})`;
        const isCurrent = shell.shellId === currentId;
        return (
          <span
            key={shell.shellId}
            className={classNames(
              'flex h-7 shrink-0 items-center rounded-sm',
              isCurrent ? 'bg-line/80' : 'hover:bg-line/40',
            )}
          >
            <button
              type="button"
              aria-current={isCurrent}
              onClick={() => onSelect(shell.shellId)}
              className={classNames('px-2 text-xs', shell.ended !== null && 'text-ink-3 line-through')}
            >
              {name}
            </button>
            <button
              type="button"
              aria-label={`End shell ${name}`}
              title="End this shell and its program"
              onClick={() => onEnd(shell.shellId)}
              className="flex h-7 w-6 items-center justify-center text-ink-3 hover:text-ink"
            >
              <X aria-hidden className="size-3" />
            </button>
          </span>
        );
      })}
      <IconButton
        label="Open another shell"
        icon={<Plus aria-hidden className="size-4" />}
        aria-busy={isOpening}
        onClick={() => onOpen(null)}
      />
    </nav>
  );
}
