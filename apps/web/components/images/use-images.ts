'use client';
import { isFinalJobState } from '@busbar/shared/domain/job-state';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRealtimeMessages } from '@/client/realtime/realtime-context.tsx';
import { useTRPC } from '@/client/trpc.ts';

/** Asked again when a job has changed an image, or how many VMs were made from one. */
export function useImages() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const options = trpc.image.list.queryOptions();
  useRealtimeMessages((message) => {
    if (message.type !== 'job-changed' || !isFinalJobState(message.job.state)) return;
    const { kind } = message.job;
    if (kind.startsWith('image.') || kind === 'vm.provision' || kind === 'vm.delete')
      void client.invalidateQueries({ queryKey: options.queryKey });
  });
  return useQuery(options);
}

type Images = NonNullable<ReturnType<typeof useImages>['data']>['items'];
/** An image, and the hosts that have it. */
export type ImageItem = Images[number];
