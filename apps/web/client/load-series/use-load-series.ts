'use client';
import type { LoadAnswer, LoadSeries } from '@busbar/shared/realtime/load-series';
import { useCallback, useSyncExternalStore } from 'react';
import { fetchJson } from '@/client/fetch-json.ts';
import { LoadSeriesStore } from './load-series-store.ts';

/** One for the page load: it holds only what is on the screen. */
const store = new LoadSeriesStore({
  read: async (vmIds) => (await fetchJson<LoadAnswer>(`/live/load?vms=${vmIds.join(',')}`)).series,
  later: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  isHidden: () => document.hidden,
});

/** CPU and memory of a VM over the last five minutes; null where nothing is reported. */
export function useLoadSeries(vmId: string): LoadSeries | null {
  const subscribe = useCallback((listener: () => void) => store.want(vmId, listener), [vmId]);
  return useSyncExternalStore(
    subscribe,
    () => store.get(vmId),
    () => null,
  );
}
