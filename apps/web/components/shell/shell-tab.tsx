'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import type { VmView } from '@busbar/shared/realtime/views';
import { useEffect, useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { useUrlState } from '@/client/use-url-state.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ShellStrip } from './shell-strip.tsx';
import { ShellView } from './shell-view.tsx';
import { UnreachableShell } from './unreachable-shell.tsx';
import { useShells } from './use-shells.ts';

const none: readonly ShellInfo[] = [];

/** Shells of one VM as tabs. A page that was closed finds its shells again; the first visit opens one. */
export function ShellTab({ vm }: { readonly vm: VmView }) {
  const url = useUrlState();
  const refusal = useRefusal('vm.shell');
  const isReachable = vm.channel === 'up' && refusal === null;
  const { query, open, end, refresh } = useShells(vm.id, isReachable);
  const [failure, setFailure] = useState<unknown>(null);
  const [isOpening, setOpening] = useState(false);
  const shells = query.data ?? none;
  const wanted = url.get('shell');
  const current =
    shells.find((shell) => shell.shellId === wanted) ??
    shells.find((shell) => shell.ended === null) ??
    shells[0];
  const openShell = (user: string | null): void => {
    setFailure(null);
    setOpening(true);
    open(user)
      .then((shellId) => url.set({ shell: shellId }), setFailure)
      .finally(() => setOpening(false));
  };
  const endShell = (shellId: string): void => {
    end(shellId).then(() => url.set({ shell: null, keep: '1' }), setFailure);
  };
  const shouldOpenFirst = query.data?.length === 0 && url.get('keep') === null && failure === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once when the list turns out empty; opening twice is guarded by VM
  useEffect(() => {
    if (shouldOpenFirst) openShell(null);
  }, [shouldOpenFirst]);

  if (refusal !== null) return <EmptyState title="No shell for your role">{refusal}</EmptyState>;
  if (!isReachable && !current) return <UnreachableShell vm={vm} />;
  const error = failure ?? (query.data === undefined ? query.error : null);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {shells.length > 0 && (
        <ShellStrip
          shells={shells}
          currentId={current?.shellId ?? null}
          isOpening={isOpening}
          onSelect={(shellId) => url.set({ shell: shellId })}
          onOpen={openShell}
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
      {current && (
        <ShellView
          key={current.shellId}
          vm={vm}
          shell={current}
          onEnded={() => void refresh()}
          onNew={() => openShell(null)}
        />
      )}
      {!current && error === null && (
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
