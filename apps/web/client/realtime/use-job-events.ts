'use client';
import type { JobEventView } from '@busbar/shared/realtime/views';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTRPCClient } from '@/client/trpc.ts';
import { useRealtimeClient, useRealtimeMessages, useTopic } from './realtime-context.tsx';

const pageSize = 2000;
/** A job's events of the instant in which it was made may be missed by a page that was joining. */
const settleMs = 1_000;

export type JobEvents = {
  readonly events: readonly JobEventView[];
  readonly isLoading: boolean;
  readonly error: unknown;
};

/**
 * A job's events without gaps: everything after the last number it has is fetched after each join, and again
 * whenever a message begins later than expected. Numbers are the truth; messages only save a round trip.
 *
 * @param isMade false while the control plane may not know the job yet; then nothing is fetched
 */
export function useJobEvents(jobId: string, isMade: boolean): JobEvents {
  const api = useTRPCClient();
  const realtime = useRealtimeClient();
  const known = useRef<JobEventView[]>([]);
  const isFetching = useRef(false);
  const wantsMore = useRef(false);
  const wasOnItsWay = useRef(!isMade);
  const [state, setState] = useState<JobEvents>({ events: [], isLoading: true, error: null });

  const append = useCallback((events: readonly JobEventView[]): void => {
    const last = known.current.at(-1)?.number ?? 0;
    const fresh = events.filter((event) => event.number > last);
    if (fresh.length > 0) known.current = [...known.current, ...fresh];
  }, []);

  const catchUp = useCallback(async (): Promise<void> => {
    wantsMore.current = true;
    if (isFetching.current) return;
    isFetching.current = true;
    try {
      while (wantsMore.current) {
        wantsMore.current = false;
        const after = known.current.at(-1)?.number ?? 0;
        const { events } = await api.job.events.query({ jobId, after, limit: pageSize });
        append(events);
        if (events.length === pageSize) wantsMore.current = true;
        setState({ events: known.current, isLoading: wantsMore.current, error: null });
      }
    } catch (error) {
      setState({ events: known.current, isLoading: false, error });
    } finally {
      isFetching.current = false;
    }
  }, [api, jobId, append]);

  useEffect(() => {
    known.current = [];
    setState({ events: [], isLoading: true, error: null });
    // A live page reads them once it has joined, and no message can come between.
    if (!realtime.status.isLive && !wasOnItsWay.current) void catchUp();
  }, [catchUp, realtime]);
  useEffect(() => {
    if (!isMade || !wasOnItsWay.current) return undefined;
    const timer = setTimeout(() => void catchUp(), settleMs);
    return () => clearTimeout(timer);
  }, [catchUp, isMade]);
  useTopic(`job:${jobId}`, () => {
    if (isMade) void catchUp();
  });
  useRealtimeMessages((message) => {
    if (message.type !== 'job-events' || message.jobId !== jobId) return;
    const next = (known.current.at(-1)?.number ?? 0) + 1;
    const first = message.events[0]?.number ?? next;
    if (first > next) void catchUp();
    else {
      append(message.events);
      setState((before) => ({ ...before, events: known.current }));
    }
  });
  return state;
}
