import { useSyncExternalStore } from 'react';

/** Whether the palette is open. Outside React, because the sidebar, the bottom bar and ⌘K all open it. */
const listeners = new Set<() => void>();
let isOpen = false;

export function setPaletteOpen(next: boolean): void {
  isOpen = next;
  for (const listener of listeners) listener();
}
export const openPalette = (): void => setPaletteOpen(true);

export const useIsPaletteOpen = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isOpen,
    () => false,
  );
