'use client';
import { useState } from 'react';
import { useShortcut } from '@/client/use-shortcut.ts';
import { useNavItems } from '@/components/layout/use-nav-items.ts';
import { Dialog } from '@/components/ui/dialog.tsx';

const general = [
  ['⌘K, Ctrl+K', 'Search pages, VMs, hosts and actions'],
  ['/', 'Filter the list'],
  ['j, k', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['x', 'Select the row'],
  ['Space', 'Peek at the row'],
  ['Ctrl+F6', 'Leave a terminal: to the next pane, divider or tab'],
  ['Esc', 'Close what is open'],
  ['?', 'This list'],
] as const;

/** Opened with `?`. */
export function ShortcutList() {
  const [isOpen, setOpen] = useState(false);
  const items = useNavItems();
  useShortcut('?', () => setOpen(true));
  const rows = [...general, ...items.map(({ key, label }) => [`g ${key}`, `Go to ${label}`] as const)];
  return (
    <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title="Keys">
      <dl className="grid grid-cols-[96px_1fr] gap-y-1">
        {rows.map(([keys, meaning]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="font-mono text-xs">{keys}</kbd>
            </dt>
            <dd className="text-ink-2">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
