'use client';
import { Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/client/class-names.ts';
import { openPalette } from '@/components/palette/palette-state.ts';
import { BusbarMark } from './busbar-mark.tsx';
import { isCurrent } from './nav-items.ts';
import { PersonMenu } from './person-menu.tsx';
import { useNavItems } from './use-nav-items.ts';

export function Sidebar() {
  const path = usePathname();
  const items = useNavItems();
  return (
    <nav aria-label="Main" className="hidden w-44 shrink-0 flex-col border-r border-line px-2 py-2 sm:flex">
      <Link href="/" className="flex h-9 items-center gap-2 px-2 font-semibold">
        <BusbarMark /> Busbar
      </Link>
      <button
        type="button"
        onClick={openPalette}
        className="my-2 flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2 text-ink-3 hover:border-line-strong"
      >
        <Search aria-hidden className="size-3.5" />
        <span className="flex-1 text-left">Search</span>
        <kbd className="font-sans text-xs">⌘K</kbd>
      </button>
      <ul className="flex flex-1 flex-col gap-0.5">
        {items.map(({ href, label, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isCurrent(href, path) ? 'page' : undefined}
              className={classNames(
                'flex h-8 items-center gap-2 rounded-md px-2 text-ink-2 hover:bg-line/60 hover:text-ink',
                'aria-[current=page]:bg-line/80 aria-[current=page]:font-medium aria-[current=page]:text-ink',
              )}
            >
              <Icon aria-hidden className="size-4" /> {label}
            </Link>
          </li>
        ))}
      </ul>
      <PersonMenu />
    </nav>
  );
}
