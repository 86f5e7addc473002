'use client';
import { CircleUser } from 'lucide-react';
import { useGo } from '@/client/held-navigation.ts';
import { useSession } from '@/client/use-session.tsx';
import { useSignOut } from '@/client/use-sign-out.ts';
import { Menu } from '@/components/ui/menu.tsx';

export function PersonMenu() {
  const { user } = useSession();
  const go = useGo();
  const signOut = useSignOut();
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex h-10 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-line/60"
        >
          <CircleUser aria-hidden className="size-4 shrink-0 text-ink-3" />
          <span className="min-w-0 leading-4">
            <span className="block truncate">{user.name}</span>
            <span className="block truncate text-xs text-ink-3">{user.role}</span>
            <span className="sr-only">, account and sign out</span>
          </span>
        </button>
      }
      items={[
        { label: 'Account', onSelect: () => go('/account') },
        { label: 'Sign out', onSelect: signOut },
      ]}
    />
  );
}
