'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { useVmRowsStore } from '@/client/vm-rows/use-vm-rows.ts';
import { useRealtimeMessages, useTopic } from './realtime-context.tsx';

/** The overview's counters are computed by the server; they are read again at most this often. */
const overviewEveryMs = 2_000;

/** Joins `fleet`, which carries every VM, job and host change, and reads every snapshot again once it is in. */
export function useFleetTopic(): void {
  const client = useQueryClient();
  const trpc = useTRPC();
  const vmRows = useVmRowsStore();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useTopic('fleet', () => {
    const joinedAt = Date.now();
    vmRows.joined();
    void client.invalidateQueries({ predicate: (query) => query.state.dataUpdatedAt < joinedAt });
  });
  useRealtimeMessages((message) => {
    if (message.type === 'telemetry' || message.type === 'job-events') return;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void client.invalidateQueries(trpc.fleet.overview.queryFilter());
    }, overviewEveryMs);
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
}
