'use client';
import { useQuery } from '@tanstack/react-query';
import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { readError } from '@/client/read-error.ts';
import { RealtimeProvider } from '@/client/realtime/realtime-provider.tsx';
import { useTRPC } from '@/client/trpc.ts';
import { SessionProvider } from '@/client/use-session.tsx';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { ConsoleFrame } from './console-frame.tsx';
import { FrameSkeleton } from './frame-skeleton.tsx';

/** A page that was loaded while Busbar was away comes up by itself when it is back. */
const askAgainMs = 5_000;

/** Lets only a signed-in person in; everything below may rely on a session and on realtime. */
export function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const trpc = useTRPC();
  const router = useRouter();
  const path = usePathname();
  const session = useQuery({
    ...trpc.session.me.queryOptions(),
    staleTime: 60_000,
    refetchInterval: ({ state }) =>
      state.error !== null && readError(state.error).code === 'unreachable' ? askAgainMs : false,
  });
  const isSignedOut = session.error !== null && readError(session.error).code === 'unauthenticated';
  useEffect(() => {
    if (isSignedOut)
      router.replace(`/sign-in?next=${encodeURIComponent(`${path}${window.location.search}`)}`);
  }, [isSignedOut, path, router]);
  if (session.data && !isSignedOut) {
    return (
      <SessionProvider value={session.data}>
        <RealtimeProvider>
          <ConsoleFrame>{children}</ConsoleFrame>
        </RealtimeProvider>
      </SessionProvider>
    );
  }
  if (session.error && !isSignedOut) {
    return (
      <main className="mx-auto max-w-xl px-4 py-16">
        <ErrorPanel
          title="Busbar could not be reached"
          error={session.error}
          onRetry={() => void session.refetch()}
        />
      </main>
    );
  }
  return <FrameSkeleton />;
}
