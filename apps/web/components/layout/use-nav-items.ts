'use client';
import { useSession } from '@/client/use-session.tsx';
import { type NavItem, navItems } from './nav-items.ts';

/** The places that this person may open. */
export function useNavItems(): readonly NavItem[] {
  const { permissions } = useSession();
  return navItems.filter((item) => item.permission === undefined || permissions.includes(item.permission));
}
