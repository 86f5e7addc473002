'use client';
import { useSyncExternalStore } from 'react';

/** One clock for all relative times of a page: a single timer, however many are shown. */
const tickMs = 1000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Nobody turns the clock on while nothing shows it: whoever looks then does, or what is new would lie ahead of it. */
export function currentTime(): number {
  if (timer === null && Date.now() - now >= tickMs) now = Date.now();
  return now;
}

/** Milliseconds since 1970, changing every second while anything shows it. */
export const useNow = (): number => useSyncExternalStore(subscribe, currentTime, () => 0);
