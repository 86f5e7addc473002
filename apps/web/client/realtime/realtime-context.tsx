'use client';
import type { RealtimeMessage, Topic } from '@busbar/shared/realtime/topics';
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import type { RealtimeClient } from './realtime-client.ts';

const RealtimeContext = createContext<RealtimeClient | null>(null);
export const RealtimeContextProvider = RealtimeContext.Provider;

export function useRealtimeClient(): RealtimeClient {
  const client = useContext(RealtimeContext);
  if (!client) throw new Error('useRealtimeClient is used outside the realtime provider.');
  return client;
}

const subscribeToNothing = (): (() => void) => () => undefined;

/** Whether the page is live. Null before the provider is there. */
export function useIsLive(): boolean {
  const client = useContext(RealtimeContext);
  return useSyncExternalStore(
    client ? (listener) => client.onStatus(listener) : subscribeToNothing,
    () => client?.status.isLive ?? false,
    () => false,
  );
}

/** Keeps `topic` joined while mounted; `onJoined` runs after every join: read the snapshot there. */
export function useTopic(topic: Topic | null, onJoined: () => void): void {
  const client = useRealtimeClient();
  const latest = useRef(onJoined);
  latest.current = onJoined;
  useEffect(() => {
    if (topic === null) return undefined;
    return client.hold(topic, () => latest.current());
  }, [client, topic]);
}

/** Calls `listener` for each message as it arrives, before it reaches the caches. */
export function useRealtimeMessages(listener: (message: RealtimeMessage) => void): void {
  const client = useRealtimeClient();
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => client.onMessage((message) => latest.current(message)), [client]);
}
