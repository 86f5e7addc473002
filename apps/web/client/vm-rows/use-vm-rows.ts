'use client';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { VmRows, VmRowsState } from './vm-rows.ts';

const VmRowsContext = createContext<VmRows | null>(null);
export const VmRowsProvider = VmRowsContext.Provider;

export function useVmRowsStore(): VmRows {
  const store = useContext(VmRowsContext);
  if (!store) throw new Error('useVmRowsStore is used outside the realtime provider.');
  return store;
}

const nothingYet: VmRowsState = { rows: undefined, isComplete: false, total: 0, error: null };

/** All VMs by name. The first page that asks loads them; from then on realtime keeps them. */
export function useVmRows(): VmRowsState & { readonly refetch: () => void } {
  const store = useVmRowsStore();
  const state = useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.state,
    () => nothingYet,
  );
  return { ...state, refetch: () => void store.reload() };
}
