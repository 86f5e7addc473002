'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import type { VmView } from '@busbar/shared/realtime/views';
import { useEffect, useRef, useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { useUrlState } from '@/client/use-url-state.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import {
  readLayout,
  type ShellLayout,
  withBeside,
  withFocus,
  without,
  withReplaced,
  writeLayout,
} from './shell-layout.ts';
import { ShellPanes } from './shell-panes.tsx';
import { useShellStops } from './shell-stops.ts';
import { ShellStrip } from './shell-strip.tsx';
import { UnreachableShell } from './unreachable-shell.tsx';
import { useShells } from './use-shells.ts';

const none: readonly ShellInfo[] = [];

/** Shells of one VM as tabs, up to four of them side by side. A page that was closed finds its shells again; the first visit opens one. */
export function ShellTab({ vm }: { readonly vm: VmView }) {
  const url = useUrlState();
  const refusal = useRefusal('vm.shell');
  const isReachable = vm.channel === 'up' && refusal === null;
  const { query, open, end, refresh } = useShells(vm.id, isReachable);
  const [failure, setFailure] = useState<unknown>(null);
  const [isOpening, setOpening] = useState(false);
  const shells = query.data ?? none;
  const layout = readLayout(url.get, shells);
  const latest = useRef(layout);
  latest.current = layout;
  const frame = useRef<HTMLDivElement>(null);
  useShellStops(frame);
  const setLayout = (next: ShellLayout): void => url.set(writeLayout(next));
  const openShell = (user: string | null, place = withFocus): void => {
    setFailure(null);
    setOpening(true);
    open(user)
      .then((shellId) => setLayout(place(latest.current, shellId)), setFailure)
      .finally(() => setOpening(false));
  };
  const endShell = (shellId: string): void => {
    end(shellId).then(
      () => url.set({ ...writeLayout(without(latest.current, shellId)), keep: '1' }),
      setFailure,
    );
  };
  const shouldOpenFirst = query.data?.length === 0 && url.get('keep') === null && failure === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once when the list turns out empty; opening twice is guarded by VM
  useEffect(() => {
    if (shouldOpenFirst) openShell(null);
  }, [shouldOpenFirst]);

  if (refusal !== null) return <EmptyState title="No shell for your role">{refusal}</EmptyState>;
  if (!isReachable && layout.focused === null) return <UnreachableShell vm={vm} />;
  const error = failure ?? (query.data === undefined ? query.error : null);
  return (
    <div ref={frame} className="flex min-h-0 flex-1 flex-col">
      {shells.length > 0 && (
        <ShellStrip
          shells={shells}
          layout={layout}
          onLayout={setLayout}
          isOpening={isOpening}
          onSelect={(shellId) => setLayout(withFocus(layout, shellId))}
          onOpen={(user) => openShell(user)}
          onSplit={() => openShell(null, withBeside)}
          onEnd={endShell}
        />
      )}
      {error !== null && (
        <div className="p-4">
          <ErrorPanel
            title="The shell could not be opened"
            error={error}
            onRetry={() => (failure === null ? void query.refetch() : openShell(null))}
          />
        </div>
      )}
      {layout.focused !== null && (
        <ShellPanes
          vm={vm}
          shells={shells}
          layout={layout}
          onLayout={setLayout}
          onEnded={() => void refresh()}
          onNew={(former) => openShell(null, (now, shellId) => withReplaced(now, former, shellId))}
        />
      )}
      {layout.focused === null && error === null && (
        <div className="flex min-h-0 flex-1 items-center justify-center bg-terminal text-[#b7b7b7]">
          {url.get('keep') === null || isOpening ? (
            <span role="status">Opening a shell in {vm.name} over its channel…</span>
          ) : (
            <Button onClick={() => openShell(null)}>Open a new shell</Button>
          )}
        </div>
      )}
    </div>
  );
}
