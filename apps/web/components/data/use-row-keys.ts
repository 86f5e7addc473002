'use client';
import { useEffect, useRef } from 'react';
import { isTyping } from '@/client/use-shortcut.ts';

export type RowKeys = {
  readonly count: number;
  readonly current: number;
  readonly onMove: (index: number) => void;
  readonly onOpen: (index: number) => void;
  readonly onPeek?: ((index: number) => void) | undefined;
  readonly onToggle?: ((index: number) => void) | undefined;
};

/** Elements that handle Enter and Space themselves. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, a, summary, [role="menuitem"], [role="tab"]') !== null;

function actOn(event: KeyboardEvent, keys: RowKeys): boolean {
  const { count, current } = keys;
  if (event.key === 'j' || event.key === 'ArrowDown') keys.onMove(Math.min(count - 1, current + 1));
  else if (event.key === 'k' || event.key === 'ArrowUp') keys.onMove(Math.max(0, current - 1));
  else if (current < 0 || current >= count) return false;
  else if (event.key === 'Enter' && !isControl(event.target)) keys.onOpen(current);
  else if (event.key === ' ' && !isControl(event.target) && keys.onPeek) keys.onPeek(current);
  else if (event.key === 'x' && keys.onToggle) keys.onToggle(current);
  else return false;
  return true;
}

/**
 * j, k, Enter, Space and x for the list of the page. `current` often comes back from the URL, which follows
 * later than fast fingers: until it has, keys act on the row that the last key went to.
 */
export function useRowKeys(keys: RowKeys): void {
  const ahead = useRef<number | null>(null);
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (ahead.current === keys.current) ahead.current = null;
  }, [keys.current]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: in another list the index means another row
  useEffect(() => {
    ahead.current = null;
  }, [keys.count]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const current = ahead.current ?? latest.current.current;
      const onMove = (index: number): void => {
        ahead.current = index === latest.current.current ? null : index;
        latest.current.onMove(index);
      };
      if (latest.current.count > 0 && actOn(event, { ...latest.current, current, onMove }))
        event.preventDefault();
    };
    const onPointer = (): void => {
      ahead.current = null;
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('pointerdown', onPointer);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('pointerdown', onPointer);
    };
  }, []);
}
