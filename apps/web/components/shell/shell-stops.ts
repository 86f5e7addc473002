'use client';
import { type RefObject, useEffect } from 'react';

/** Marks what the keys below visit: the current tab, terminals, dividers. */
export const shellStop = { 'data-shell-stop': '' } as const;

/**
 * A terminal keeps every key, Tab included, so it needs one that leaves it: Ctrl+F6 goes to the next part of
 * the page's shells (tabs, terminals, dividers), with Shift to the one before.
 */
export const isLeavingKey = (event: Pick<KeyboardEvent, 'key' | 'ctrlKey'>): boolean =>
  event.key === 'F6' && event.ctrlKey;

export function useShellStops(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const element = frame.current;
      if (!isLeavingKey(event) || !element?.contains(event.target as Node)) return;
      event.preventDefault();
      const stops = [...element.querySelectorAll<HTMLElement>('[data-shell-stop]')];
      const at = stops.findIndex((stop) => stop.contains(document.activeElement));
      const next = stops.at((at + (event.shiftKey ? -1 : 1)) % stops.length);
      const field = next?.querySelector<HTMLElement>('textarea');
      (field ?? next)?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [frame]);
}
