'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import { ChevronDown, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { classNames } from '@/client/class-names.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { Menu } from '@/components/ui/menu.tsx';
import { PromptDialog } from '@/components/ui/prompt-dialog.tsx';

type ShellStripProps = {
  readonly shells: readonly ShellInfo[];
  readonly currentId: string | null;
  readonly isOpening: boolean;
  readonly onSelect: (shellId: string) => void;
  readonly onOpen: (user: string | null) => void;
  readonly onEnd: (shellId: string) => void;
};

/** The VM's shells, and a button for one more. A shell that runs is ended only after asking. */
export function ShellStrip({ shells, currentId, isOpening, onSelect, onOpen, onEnd }: ShellStripProps) {
  const [ending, setEnding] = useState<ShellInfo | null>(null);
  const [isNamingUser, setNamingUser] = useState(false);
  return (
    <nav
      aria-label="Shells"
      className="flex h-9 shrink-0 items-center gap-1 overflow-x-auto border-b border-line px-2"
    >
      {shells.map((shell, index) => (
        <ShellTabButton
          key={shell.shellId}
          shell={shell}
          name={`${index + 1}: ${shell.title} (${shell.user})`}
          isCurrent={shell.shellId === currentId}
          onSelect={() => onSelect(shell.shellId)}
          onEnd={() => (shell.ended === null ? setEnding(shell) : onEnd(shell.shellId))}
        />
      ))}
      <IconButton
        label="Open another shell"
        icon={<Plus aria-hidden className="size-4" />}
        aria-busy={isOpening}
        onClick={() => onOpen(null)}
      />
      <Menu
        trigger={
          <button
            type="button"
            aria-label="More ways to open a shell"
            className="-ml-1 flex h-7 w-6 shrink-0 items-center justify-center rounded-sm text-ink-3 hover:bg-line/60 hover:text-ink"
          >
            <ChevronDown aria-hidden className="size-3.5" />
          </button>
        }
        items={[{ label: 'Open as another user…', onSelect: () => setNamingUser(true) }]}
      />
      <PromptDialog
        isOpen={isNamingUser}
        onClose={() => setNamingUser(false)}
        title="Open a shell as another user"
        label="User in the guest"
        initial=""
        verb="Open the shell"
        isBusy={isOpening}
        onSubmit={(user) => {
          setNamingUser(false);
          onOpen(user);
        }}
      />
      {ending !== null && (
        <ConfirmDialog
          isOpen
          onClose={() => setEnding(null)}
          title={`End the shell of ${ending.user}?`}
          verb="End the shell"
          isBusy={false}
          onConfirm={() => {
            onEnd(ending.shellId);
            setEnding(null);
          }}
        >
          {ending.title} and what it started are ended, for everybody who looks at it. To leave and let it go
          on, detach instead.
        </ConfirmDialog>
      )}
    </nav>
  );
}

type ShellTabButtonProps = {
  readonly shell: ShellInfo;
  readonly name: string;
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
  readonly onEnd: () => void;
};

function ShellTabButton({ shell, name, isCurrent, onSelect, onEnd }: ShellTabButtonProps) {
  return (
    <span
      className={classNames(
        'flex h-7 shrink-0 items-center rounded-sm',
        isCurrent ? 'bg-line/80' : 'hover:bg-line/40',
      )}
    >
      <button
        type="button"
        aria-current={isCurrent}
        onClick={onSelect}
        className={classNames('px-2 text-xs', shell.ended !== null && 'text-ink-3 line-through')}
      >
        {name}
      </button>
      <button
        type="button"
        aria-label={`End shell ${name}`}
        title="End this shell and its program"
        onClick={onEnd}
        className="flex h-7 w-6 items-center justify-center text-ink-3 hover:text-ink"
      >
        <X aria-hidden className="size-3" />
      </button>
    </span>
  );
}
