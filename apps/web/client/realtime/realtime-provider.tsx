'use client';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { VmRowsProvider } from '@/client/vm-rows/use-vm-rows.ts';
import { VmRows } from '@/client/vm-rows/vm-rows.ts';
import { applyMessages } from './apply-messages.ts';
import { useNewestViews } from './newest-views-context.tsx';
import { RealtimeClient } from './realtime-client.ts';
import { RealtimeContextProvider } from './realtime-context.tsx';

/** Opens the one realtime connection and feeds what it brings into the query cache and the list of VMs. */
export function RealtimeProvider({ children }: { readonly children: ReactNode }) {
  const queryClient = useQueryClient();
  const newest = useNewestViews();
  const trpc = useTRPC();
  const [{ client, vmRows }] = useState(() => {
    const client: RealtimeClient = new RealtimeClient((messages) => {
      vmRows.apply(messages);
      applyMessages(queryClient, newest, messages);
    });
    const vmRows = new VmRows({
      // Through the cache for its retries alone: the rows are kept where they are unpacked.
      readPage: (input) =>
        queryClient.fetchQuery({ ...trpc.vm.rows.queryOptions(input), staleTime: 0, gcTime: 0 }),
      isLive: () => client.status.isLive,
      nowMs: Date.now,
    });
    return { client, vmRows };
  });
  useEffect(() => client.open(), [client]);
  return (
    <RealtimeContextProvider value={client}>
      <VmRowsProvider value={vmRows}>{children}</VmRowsProvider>
    </RealtimeContextProvider>
  );
}
