import {
  BookText,
  Boxes,
  Disc3,
  LayoutGrid,
  ListChecks,
  type LucideIcon,
  Plus,
  Server,
  Settings,
  Webhook,
} from 'lucide-react';

export type NavItem = {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Second key after `g`. */
  readonly key: string;
  readonly permission?: 'vm.provision' | 'webhook.read' | 'people.write';
};

/** The places of the console, in the order of the sidebar. */
export const navItems: readonly NavItem[] = [
  { href: '/', label: 'Fleet', icon: LayoutGrid, key: 'f' },
  { href: '/vms', label: 'VMs', icon: Boxes, key: 'v' },
  { href: '/jobs', label: 'Jobs', icon: ListChecks, key: 'j' },
  { href: '/hosts', label: 'Hosts', icon: Server, key: 'h' },
  { href: '/provision', label: 'Provision', icon: Plus, key: 'p', permission: 'vm.provision' },
  { href: '/images', label: 'Images', icon: Disc3, key: 'i' },
  { href: '/templates', label: 'Templates', icon: BookText, key: 't' },
  { href: '/webhooks', label: 'Webhooks', icon: Webhook, key: 'w', permission: 'webhook.read' },
  { href: '/settings', label: 'Settings', icon: Settings, key: 's', permission: 'people.write' },
];

/** What the bottom bar of a narrow screen shows; the rest is behind "More". */
export const bottomBarCount = 4;

export const isCurrent = (href: string, path: string): boolean =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
