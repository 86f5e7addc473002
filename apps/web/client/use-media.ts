'use client';
import { useSyncExternalStore } from 'react';

/** Whether a media query matches; false while rendering on the server. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );

export const useIsNarrow = (): boolean => useMedia('(max-width: 639px)');
export const useIsMedium = (): boolean => useMedia('(max-width: 1023px)');
export const useIsTouch = (): boolean => useMedia('(pointer: coarse)');
