'use client';
import { isFinalJobState } from '@busbar/shared/domain/job-state';
import type { CheckpointList } from '@busbar/shared/protocol/link';
import type { VmView } from '@busbar/shared/realtime/views';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchJson } from '@/client/fetch-json.ts';
import { useRealtimeMessages } from '@/client/realtime/realtime-context.tsx';

/** For what people do at the hypervisor, of which nobody is told; only while the page is looked at. */
const refreshMs = 5_000;

/** The checkpoints of a VM as its host tells them now; asked again whenever the VM or the end of a job says so. */
export function useCheckpoints(vm: VmView, isAsked: boolean) {
  const client = useQueryClient();
  const queryKey = ['checkpoints', vm.id];
  useRealtimeMessages((message) => {
    const isOver =
      message.type === 'job-changed' && message.job.vmId === vm.id && isFinalJobState(message.job.state);
    if (isOver || (message.type === 'vm-changed' && message.vm.id === vm.id)) {
      void client.invalidateQueries({ queryKey });
    }
  });
  return useQuery({
    queryKey,
    queryFn: () => fetchJson<CheckpointList>(`/live/vms/${vm.id}/checkpoints`),
    enabled: isAsked,
    refetchInterval: refreshMs,
  });
}
