'use client';
import type { ExportList, RemovedExport, RemoveExport } from '@busbar/shared/protocol/asked-of-host';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { fetchJson } from '@/client/fetch-json.ts';
import { notify } from '@/client/notify.ts';
import { keyOfTold, pathOfTold, useToldByHost } from '@/components/asked-of-host/use-told-by-host.ts';

/** The exports of a host as it tells them now. */
export const useHostExports = (hostId: string, isAsked: boolean) =>
  useToldByHost<ExportList>({
    hostId,
    what: 'exports',
    isAsked,
    isChangedBy: (kind) => kind === 'vm.export',
  });

/** For good; the list is asked for again, however it went. */
export function useRemoveExport(hostId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RemoveExport) =>
      fetchJson<RemovedExport>(`${pathOfTold(hostId, 'exports')}/remove`, body),
    onSuccess: (removed) =>
      notify(
        removed === null
          ? 'The damaged export is removed'
          : `The export “${removed.name}” of ${removed.vm.name} is removed`,
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keyOfTold(hostId, 'exports') }),
  });
}
