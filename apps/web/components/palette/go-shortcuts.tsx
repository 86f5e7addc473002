'use client';
import { useEffect } from 'react';
import { useGo } from '@/client/held-navigation.ts';
import { isTyping } from '@/client/use-shortcut.ts';
import { useNavItems } from '@/components/layout/use-nav-items.ts';

/** How long after `g` the second key counts. */
const sequenceMs = 1200;

/** `g v` goes to the VMs, `g j` to the jobs, and so on. */
export function GoShortcuts() {
  const go = useGo();
  const items = useNavItems();
  useEffect(() => {
    let startedAt = 0;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === 'g') {
        startedAt = event.timeStamp;
        return;
      }
      const target = items.find((item) => item.key === event.key);
      if (target && startedAt > 0 && event.timeStamp - startedAt < sequenceMs) {
        event.preventDefault();
        event.stopImmediatePropagation();
        go(target.href);
      }
      startedAt = 0;
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [items, go]);
  return null;
}
