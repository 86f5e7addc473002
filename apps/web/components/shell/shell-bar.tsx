'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import type { VmView } from '@busbar/shared/realtime/views';
import { AArrowDown, AArrowUp, LogOut, Maximize, Search, Users } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type RefObject, useState } from 'react';
import { plural } from '@/client/format.ts';
import { notify } from '@/client/notify.ts';
import { TwoLights } from '@/components/state/two-lights.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { Input } from '@/components/ui/input.tsx';
import type { TerminalHandle } from './terminal-view.tsx';

type ShellBarProps = {
  readonly vm: VmView;
  readonly shell: ShellInfo;
  readonly viewers: number;
  readonly size: string;
  readonly fontSize: number;
  readonly setFontSize: (size: number) => void;
  readonly handle: RefObject<TerminalHandle | null>;
  readonly frame: RefObject<HTMLElement | null>;
};

/** Slim: who, where, how large, who else; search, font, detach, full screen. */
export function ShellBar({ vm, shell, viewers, size, fontSize, setFontSize, handle, frame }: ShellBarProps) {
  const router = useRouter();
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
    <div className="flex min-h-8 shrink-0 items-center gap-x-3 border-b border-line bg-surface px-3 text-xs text-ink-2">
      <span className="hidden sm:inline-flex">
        <TwoLights vm={vm} />
      </span>
      <span className="min-w-0 truncate font-mono text-ink">
        {shell.user}@{vm.name}
      </span>
      {viewers > 1 && (
        <span className="inline-flex shrink-0 items-center gap-1 text-copper" role="status">
          <Users aria-hidden className="size-3.5" /> {plural(viewers - 1, 'other', 'others')} here
        </span>
      )}
      <span className="ml-auto hidden text-ink-3 sm:inline">{size}</span>
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
      <span className="flex shrink-0 max-sm:ml-auto">
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
        <IconButton
          label="Detach: leave, and let the shell go on"
          icon={<LogOut aria-hidden className="size-4" />}
          onClick={() => router.push(`/vms/${vm.id}`)}
        />
      </span>
    </div>
  );
}
