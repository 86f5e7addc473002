'use client';
import type { ExportList, RemoveExport, VmExport } from '@busbar/shared/protocol/asked-of-host';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchJson } from '@/client/fetch-json.ts';
import { notify } from '@/client/notify.ts';
import { useRealtimeMessages } from '@/client/realtime/realtime-context.tsx';

/** For folders that people copy or remove on the host; only while the page is looked at. */
const refreshMs = 15_000;
const pathOf = (hostId: string): string => `/live/hosts/${hostId}/exports`;
const keyOf = (hostId: string): readonly string[] => ['exports', hostId];

/** The exports of a host as it tells them now; asked again whenever an export of a VM there has ended. */
export function useHostExports(hostId: string, isAsked: boolean) {
  const client = useQueryClient();
  const queryKey = keyOf(hostId);
  useRealtimeMessages((message) => {
    if (message.type !== 'job-changed' || message.job.hostId !== hostId) return;
    if (message.job.kind === 'vm.export' && message.job.endedAt !== null)
      void client.invalidateQueries({ queryKey });
  });
  return useQuery({
    queryKey,
    queryFn: () => fetchJson<ExportList>(pathOf(hostId)),
    enabled: isAsked,
    refetchInterval: refreshMs,
  });
}

/** For good; the list is asked for again, however it went. */
export function useRemoveExport(hostId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RemoveExport) => fetchJson<VmExport>(`${pathOf(hostId)}/remove`, body),
    onSuccess: ({ name, vm }) => notify(`The export “${name}” of ${vm.name} is removed`),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(hostId) }),
  });
}
