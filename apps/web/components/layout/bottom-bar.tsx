'use client';
import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useGo } from '@/client/held-navigation.ts';
import { useSignOut } from '@/client/use-sign-out.ts';
import { openPalette } from '@/components/palette/palette-state.ts';
import { Menu } from '@/components/ui/menu.tsx';
import { bottomBarCount, isCurrent } from './nav-items.ts';
import { useNavItems } from './use-nav-items.ts';

const itemClass =
  'flex h-14 w-full flex-col items-center justify-center gap-0.5 text-xs text-ink-2 aria-[current=page]:text-copper';

/** Navigation within reach of the thumb. */
export function BottomBar() {
  const path = usePathname();
  const go = useGo();
  const items = useNavItems();
  const signOut = useSignOut();
  return (
    <nav
      aria-label="Main"
      className="grid shrink-0 grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {items.slice(0, bottomBarCount).map(({ href, label, icon: Icon }) => (
        <Link
          key={href}
          href={href}
          aria-current={isCurrent(href, path) ? 'page' : undefined}
          className={itemClass}
        >
          <Icon aria-hidden className="size-5" /> {label}
        </Link>
      ))}
      <Menu
        trigger={
          <button type="button" className={itemClass}>
            <Ellipsis aria-hidden className="size-5" /> More
          </button>
        }
        items={[
          { label: 'Search', onSelect: openPalette },
          ...items.slice(bottomBarCount).map(({ href, label }) => ({ label, onSelect: () => go(href) })),
          { kind: 'separator' as const },
          { label: 'Account', onSelect: () => go('/account') },
          { label: 'Sign out', onSelect: signOut },
        ]}
      />
    </nav>
  );
}
