'use client';
import { isFinalJobState } from '@busbar/shared/domain/job-state';
import type { VmView } from '@busbar/shared/realtime/views';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchJson } from '@/client/fetch-json.ts';
import { useRealtimeMessages } from '@/client/realtime/realtime-context.tsx';

/** For what people do at the hypervisor, of which nobody is told; only while the page is looked at. */
const refreshMs = 5_000;

/**
 * What only the VM's host knows, as it tells it now; asked again whenever the VM or the end of a job says so. A host that
 * is offline is not asked: what was seen before stays, with its age.
 */
export function useAskedOfHost<Told>(
  vm: VmView,
  what: 'checkpoints' | 'disks' | 'hardware' | 'media' | 'storage',
  isWanted = true,
) {
  const client = useQueryClient();
  const queryKey = [what, vm.id];
  useRealtimeMessages((message) => {
    const isOver =
      message.type === 'job-changed' && message.job.vmId === vm.id && isFinalJobState(message.job.state);
    if (isOver || (message.type === 'vm-changed' && message.vm.id === vm.id)) {
      void client.invalidateQueries({ queryKey });
    }
  });
  return useQuery({
    queryKey,
    queryFn: () => fetchJson<Told>(`/live/vms/${vm.id}/${what}`),
    enabled: isWanted && vm.hostState === 'online',
    refetchInterval: refreshMs,
  });
}
