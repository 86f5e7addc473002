'use client';
import dynamic from 'next/dynamic';
import { Slot } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';

export type MenuItem =
  | { readonly kind: 'separator' }
  | {
      readonly kind?: 'item';
      /** Where labels may be equal: what tells the item from the others. */
      readonly id?: string;
      readonly label: string;
      readonly onSelect: () => void;
      readonly isDanger?: boolean;
      /** A choice that is on or off; choosing it leaves the menu open. */
      readonly isOn?: boolean;
      /** Disables the item and is shown below its label. */
      readonly refusal?: string | null;
    };

const MenuList = dynamic(() => import('./menu-list.tsx').then((module) => module.MenuList), { ssr: false });

/** A menu of verbs behind `trigger`, which must be a button with a name. Loaded when the first one is opened. */
export function Menu({
  trigger,
  items,
}: {
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
}) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <span className="relative flex min-w-0">
      <Slot.Root
        ref={button}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {trigger}
      </Slot.Root>
      {isOpen && <MenuList items={items} trigger={button} onClose={() => setOpen(false)} />}
    </span>
  );
}
