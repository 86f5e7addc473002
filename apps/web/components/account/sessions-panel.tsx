'use client';
import { useMutation } from '@tanstack/react-query';
import { type ApiOutputs, useTRPC } from '@/client/trpc.ts';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { useAccountRefresh } from './use-account-refresh.ts';

type Sessions = ApiOutputs['account']['get']['sessions'];

export function SessionsPanel({ sessions }: { readonly sessions: Sessions }) {
  const trpc = useTRPC();
  const end = useMutation(trpc.account.endSession.mutationOptions({ onSuccess: useAccountRefresh() }));
  return (
    <Panel title="Where you are signed in">
      <ul className="-my-2">
        {sessions.map((session) => (
          <li key={session.id} className="flex items-center gap-3 border-b border-line py-2 last:border-b-0">
            <span className="min-w-0 flex-1">
              <span className="block truncate" title={session.userAgent ?? undefined}>
                {session.userAgent ?? 'Unknown browser'}
              </span>
              <span className="text-xs text-ink-3">
                {session.ipAddress} · <RelativeTime at={session.createdAt} />
              </span>
            </span>
            {session.isCurrent ? (
              <span className="text-ink-2">this one</span>
            ) : (
              <Button onClick={() => end.mutate({ sessionId: session.id })}>End</Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
