'use client';
import { formatRelative } from '@/client/format.ts';
import { useHeldNavigation } from '@/client/held-navigation.ts';
import { useIsLive, useRealtimeClient } from '@/client/realtime/realtime-context.tsx';
import { useNow } from '@/client/use-now.ts';
import { useSession } from '@/client/use-session.tsx';
import { LightShape } from '@/components/state/light-shape.tsx';

/** Tells the truth about how fresh the page is. */
export function LiveLine() {
  const { version } = useSession();
  const isLive = useIsLive();
  const heldHref = useHeldNavigation();
  return (
    <footer className="flex h-7 shrink-0 items-center justify-between gap-3 border-t border-line bg-canvas px-4 text-xs text-ink-3">
      <div
        role="status"
        data-testid="live-line"
        data-live={isLive}
        title={
          isLive ? 'Changes reach this page as they happen.' : 'The connection is being made again by itself.'
        }
        className="flex items-center gap-1.5"
      >
        {isLive ? (
          <>
            <LightShape tone="up" /> Live
          </>
        ) : (
          <Reconnecting heldHref={heldHref} />
        )}
      </div>
      <span className="truncate">Busbar {version}</span>
    </footer>
  );
}

function Reconnecting({ heldHref }: { readonly heldHref: string | null }) {
  const client = useRealtimeClient();
  const now = useNow();
  return (
    <span className="flex items-center gap-1.5 text-warn">
      <LightShape tone="unknown" />
      Reconnecting, showing data from {formatRelative(client.status.lastHeardAt, now)}
      {heldHref !== null && `; ${heldHref} opens when it is back (Esc: stay here)`}
    </span>
  );
}
