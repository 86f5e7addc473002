'use client';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { applyMessages } from './apply-messages.ts';
import { useNewestViews } from './newest-views-context.tsx';
import { RealtimeClient } from './realtime-client.ts';
import { RealtimeContextProvider } from './realtime-context.tsx';

/** Opens the one realtime connection and feeds what it brings into the query cache. */
export function RealtimeProvider({ children }: { readonly children: ReactNode }) {
  const queryClient = useQueryClient();
  const newest = useNewestViews();
  const [client] = useState(
    () => new RealtimeClient((messages) => applyMessages(queryClient, newest, messages)),
  );
  useEffect(() => client.open(), [client]);
  return <RealtimeContextProvider value={client}>{children}</RealtimeContextProvider>;
}
