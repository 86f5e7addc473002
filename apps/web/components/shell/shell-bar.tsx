'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import type { VmView } from '@busbar/shared/realtime/views';
import { AArrowDown, AArrowUp, LogOut, Maximize, Search, Users, X } from 'lucide-react';
import { type RefObject, useState } from 'react';
import { classNames } from '@/client/class-names.ts';
import { plural } from '@/client/format.ts';
import { useGo } from '@/client/held-navigation.ts';
import { notify } from '@/client/notify.ts';
import { TwoLights } from '@/components/state/two-lights.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { Input } from '@/components/ui/input.tsx';
import type { TerminalHandle } from './terminal-view.tsx';

type ShellBarProps = {
  readonly vm: VmView;
  readonly shell: ShellInfo;
  /** Its place where several shells are shown, else null. */
  readonly number: number | null;
  readonly isFocused: boolean;
  readonly viewers: number;
  readonly size: string;
  readonly fontSize: number;
  readonly setFontSize: (size: number) => void;
  readonly handle: RefObject<TerminalHandle | null>;
  readonly frame: RefObject<HTMLElement | null>;
  /** Takes this pane off the page; null where it is the only one. */
  readonly onClose: (() => void) | null;
};

/** Slim: who, where, how large, who else; search, font, detach, full screen. */
export function ShellBar(props: ShellBarProps) {
  const { vm, shell, number, isFocused, viewers, size, fontSize, setFontSize, handle, frame, onClose } =
    props;
  const go = useGo();
  const [isSearching, setSearching] = useState(false);
  const [search, setSearch] = useState('');
  const toggleFullScreen = (): void => {
    const change = document.fullscreenElement
      ? document.exitFullscreen()
      : frame.current?.requestFullscreen();
    change?.catch((error: unknown) =>
      notify(`The browser did not allow full screen: ${String(error)}`, { isError: true }),
    );
  };
  return (
    <div
      className={classNames(
        'flex min-h-8 shrink-0 items-center gap-x-3 border-b border-line bg-surface px-3 text-xs text-ink-2',
        number !== null && 'border-t-2',
        number !== null && (isFocused ? 'border-t-copper' : 'border-t-transparent'),
      )}
    >
      <span className="hidden @xl:inline-flex">
        <TwoLights vm={vm} />
      </span>
      <span className="min-w-0 truncate font-mono text-ink">
        {number !== null && `${number}: `}
        {shell.user}@{vm.name}
      </span>
      {viewers > 1 && (
        <span className="inline-flex shrink-0 items-center gap-1 text-copper" role="status">
          <Users aria-hidden className="size-3.5" /> {plural(viewers - 1, 'other', 'others')} here
        </span>
      )}
      <span className="ml-auto hidden whitespace-nowrap text-ink-3 @md:inline">{size}</span>
      {isSearching && (
        <Input
          autoFocus
          aria-label="Search the terminal"
          placeholder="Search; Shift+Enter goes back"
          className="w-56 min-w-24"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && search !== '') handle.current?.find(search, event.shiftKey);
            if (event.key === 'Escape') {
              setSearching(false);
              handle.current?.focus();
            }
          }}
        />
      )}
      <span className="ml-auto flex shrink-0 @md:ml-0">
        <IconButton
          label="Search the terminal"
          icon={<Search aria-hidden className="size-4" />}
          onClick={() => setSearching(!isSearching)}
        />
        <IconButton
          label="Smaller text"
          icon={<AArrowDown aria-hidden className="size-4" />}
          onClick={() => setFontSize(fontSize - 1)}
        />
        <IconButton
          label="Larger text"
          icon={<AArrowUp aria-hidden className="size-4" />}
          onClick={() => setFontSize(fontSize + 1)}
        />
        <IconButton
          label="Full screen"
          icon={<Maximize aria-hidden className="size-4" />}
          onClick={toggleFullScreen}
        />
        {onClose === null ? (
          <IconButton
            label="Detach: leave, and let the shell go on"
            icon={<LogOut aria-hidden className="size-4" />}
            onClick={() => go(`/vms/${vm.id}`)}
          />
        ) : (
          <IconButton
            label="Close this pane, and let the shell go on"
            icon={<X aria-hidden className="size-4" />}
            onClick={onClose}
          />
        )}
      </span>
    </div>
  );
}
