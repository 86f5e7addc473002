'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import { ChevronDown, Columns2, Plus, Rows2, X } from 'lucide-react';
import { useState } from 'react';
import { classNames } from '@/client/class-names.ts';
import { useIsMedium, useIsNarrow } from '@/client/use-media.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { Menu, type MenuItem } from '@/components/ui/menu.tsx';
import { PromptDialog } from '@/components/ui/prompt-dialog.tsx';
import { mostPanes, type ShellLayout, withBeside } from './shell-layout.ts';
import { shellStop } from './shell-stops.ts';

type ShellStripProps = {
  readonly shells: readonly ShellInfo[];
  readonly layout: ShellLayout;
  readonly onLayout: (layout: ShellLayout) => void;
  readonly isOpening: boolean;
  readonly onSelect: (shellId: string) => void;
  readonly onOpen: (user: string | null) => void;
  /** Opens a new shell in a pane of its own. */
  readonly onSplit: () => void;
  readonly onEnd: (shellId: string) => void;
};

/** The VM's shells, and a button for one more. A shell that runs is ended only after asking. */
export function ShellStrip(props: ShellStripProps) {
  const { shells, layout, onLayout, isOpening, onSelect, onOpen, onSplit, onEnd } = props;
  const [ending, setEnding] = useState<ShellInfo | null>(null);
  const [isNamingUser, setNamingUser] = useState(false);
  const isNarrow = useIsNarrow();
  const isMedium = useIsMedium();
  const isFull = layout.panes.length >= mostPanes;
  return (
    <nav
      aria-label="Shells"
      className="flex h-9 shrink-0 items-center gap-1 overflow-x-auto border-b border-line px-2"
    >
      {shells.map((shell, index) => (
        <ShellTabButton
          key={shell.shellId}
          shell={shell}
          name={nameOf(shell, index)}
          isCurrent={shell.shellId === layout.focused}
          isShown={layout.panes.includes(shell.shellId)}
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
        items={[
          { label: 'Open as another user…', onSelect: () => setNamingUser(true) },
          ...(isNarrow ? [] : splitItems(shells, layout, onLayout)),
        ]}
      />
      {!isNarrow && (
        <IconButton
          label="Split: a new shell beside this one"
          icon={<Columns2 aria-hidden className="size-4" />}
          refusal={isFull ? `${mostPanes} shells are the most that are shown at once.` : null}
          aria-busy={isOpening}
          onClick={onSplit}
        />
      )}
      {!isNarrow && !isMedium && layout.panes.length > 1 && (
        <IconButton
          label={layout.isStacked ? 'Put the panes side by side' : 'Put the panes one above the other'}
          icon={
            layout.isStacked ? (
              <Columns2 aria-hidden className="size-4" />
            ) : (
              <Rows2 aria-hidden className="size-4" />
            )
          }
          onClick={() => onLayout({ ...layout, isStacked: !layout.isStacked })}
        />
      )}
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

const nameOf = (shell: ShellInfo, index: number): string => `${index + 1}: ${shell.title} (${shell.user})`;

/** For each shell that is not on the page, to show it in a pane of its own. */
function splitItems(
  shells: readonly ShellInfo[],
  layout: ShellLayout,
  onLayout: (layout: ShellLayout) => void,
): readonly MenuItem[] {
  if (layout.panes.length >= mostPanes) return [];
  return shells.flatMap((shell, index) =>
    layout.panes.includes(shell.shellId)
      ? []
      : [
          {
            label: `Show ${nameOf(shell, index)} beside this one`,
            onSelect: () => onLayout(withBeside(layout, shell.shellId)),
          },
        ],
  );
}

type ShellTabButtonProps = {
  readonly shell: ShellInfo;
  readonly name: string;
  readonly isCurrent: boolean;
  readonly isShown: boolean;
  readonly onSelect: () => void;
  readonly onEnd: () => void;
};

function ShellTabButton({ shell, name, isCurrent, isShown, onSelect, onEnd }: ShellTabButtonProps) {
  return (
    <span
      className={classNames(
        'flex h-7 shrink-0 items-center rounded-sm',
        isShown && !isCurrent && 'bg-line/40',
        isCurrent ? 'bg-line/80' : 'hover:bg-line/40',
      )}
    >
      <button
        type="button"
        aria-current={isCurrent}
        {...(isCurrent ? shellStop : {})}
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
