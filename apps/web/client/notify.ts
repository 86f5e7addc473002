'use client';
import { useEffect, useSyncExternalStore } from 'react';

type Options = {
  readonly isError?: boolean;
  readonly action?: { readonly label: string; readonly onClick: () => void };
};

/** An error stays long enough to be read twice. */
const errorMs = 10_000;

const listeners = new Set<() => void>();
const shown = Promise.withResolvers<void>();
let isWanted = false;

/** Tells something that happened, in a corner of the page. What shows it is loaded with the first notice. */
export function notify(text: string, { isError = false, action }: Options = {}): void {
  isWanted = true;
  for (const listener of listeners) listener();
  void Promise.all([import('sonner'), shown.promise]).then(([{ toast }]) => {
    const options = action === undefined ? {} : { action };
    if (isError) toast.error(text, { ...options, duration: errorMs });
    else toast(text, options);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether anything has been told yet. */
export const useHasNotices = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => isWanted,
    () => false,
  );

/** For the corner itself: notices wait until it is there. */
export function useNoticesShown(): void {
  useEffect(() => shown.resolve(), []);
}
