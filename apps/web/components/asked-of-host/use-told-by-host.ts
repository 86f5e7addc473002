'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchJson } from '@/client/fetch-json.ts';
import { useRealtimeMessages } from '@/client/realtime/realtime-context.tsx';

export type ToldByHost = {
  readonly hostId: string;
  /** Last part of the path. */
  readonly what: 'backups' | 'exports' | 'switches' | 'disk-files';
  /** False for a host that is offline: what was seen before stays, with its age. */
  readonly isAsked: boolean;
  /** Whether the end of such a job changes it. */
  readonly isChangedBy: (kind: string) => boolean;
};

/** For what people do on the host, of which nobody is told; only while the page is looked at. */
const refreshMs = 15_000;

export const pathOfTold = (hostId: string, what: ToldByHost['what']): string =>
  `/live/hosts/${hostId}/${what}`;
export const keyOfTold = (hostId: string, what: ToldByHost['what']): readonly string[] => [what, hostId];

/** What only a host knows, as it tells it now; asked again whenever a job there has ended that may have changed it. */
export function useToldByHost<Told>({ hostId, what, isAsked, isChangedBy }: ToldByHost) {
  const client = useQueryClient();
  const queryKey = keyOfTold(hostId, what);
  useRealtimeMessages((message) => {
    if (message.type !== 'job-changed' || message.job.hostId !== hostId) return;
    if (message.job.endedAt !== null && isChangedBy(message.job.kind))
      void client.invalidateQueries({ queryKey });
  });
  return useQuery({
    queryKey,
    queryFn: () => fetchJson<Told>(pathOfTold(hostId, what)),
    enabled: isAsked,
    refetchInterval: refreshMs,
  });
}
