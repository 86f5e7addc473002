'use client';
import dynamic from 'next/dynamic';
import { useEffect } from 'react';
import { setPaletteOpen, useIsPaletteOpen } from './palette-state.ts';

/** Loaded when it is first opened: the first load of a page does not pay for it. */
const PaletteDialog = dynamic(() => import('./palette-dialog.tsx').then((module) => module.PaletteDialog), {
  ssr: false,
});

/** ⌘K or Ctrl+K, anywhere but in a terminal, where Ctrl+K belongs to the program. */
export function CommandPalette() {
  const isOpen = useIsPaletteOpen();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey) return;
      const isInTerminal = event.target instanceof Element && event.target.closest('.xterm') !== null;
      if (isInTerminal && !event.metaKey) return;
      event.preventDefault();
      setPaletteOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return isOpen ? <PaletteDialog /> : null;
}
