'use client';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { makeQueryClient } from '@/client/make-query-client.ts';
import { makeTrpcClient } from '@/client/make-trpc-client.ts';
import { NewestViews } from '@/client/realtime/newest-views.ts';
import { NewestViewsProvider } from '@/client/realtime/newest-views-context.tsx';
import { TRPCProvider } from '@/client/trpc.ts';
import { Notices } from '@/components/feedback/notices.tsx';

declare global {
  var __webpack_nonce__: string | undefined;
}

/** What every page needs, signed in or not. The nonce reaches libraries that add style elements. */
export function Providers({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  const [newest] = useState(() => new NewestViews());
  const [queryClient] = useState(() => makeQueryClient(newest));
  const [trpcClient] = useState(makeTrpcClient);
  useEffect(() => {
    globalThis.__webpack_nonce__ = nonce;
  }, [nonce]);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <NewestViewsProvider value={newest}>
          {children}
          <Notices />
        </NewestViewsProvider>
      </TRPCProvider>
    </QueryClientProvider>
  );
}
