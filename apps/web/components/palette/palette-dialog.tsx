'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useMemo, useState } from 'react';
import { useGo } from '@/client/held-navigation.ts';
import { useTRPC } from '@/client/trpc.ts';
import { useSession } from '@/client/use-session.tsx';
import { useVmRows } from '@/client/vm-rows/use-vm-rows.ts';
import { useNavItems } from '@/components/layout/use-nav-items.ts';
import { TwoLights } from '@/components/state/two-lights.tsx';
import { matchByName } from './match-by-name.ts';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';
import { setPaletteOpen } from './palette-state.ts';
import { VmDeeds } from './vm-deeds.tsx';

/** More than anyone reads; typing narrows it. */
const shownVms = 30;

/** Every page, VM, host and action, by name. */
export function PaletteDialog() {
  const trpc = useTRPC();
  const go = useGo();
  const { permissions } = useSession();
  const pages = useNavItems();
  const [search, setSearch] = useState('');
  const { rows: vms } = useVmRows();
  const hosts = useQuery(trpc.host.list.queryOptions());
  const foundVms = useMemo(() => matchByName(vms ?? [], search, shownVms), [vms, search]);
  const foundHosts = useMemo(
    () => matchByName(hosts.data?.items ?? [], search, shownVms),
    [hosts.data, search],
  );
  const open = (href: string): void => {
    setPaletteOpen(false);
    go(href);
  };
  const opens = (href: string) => (): void => open(href);
  const matches = (text: string): boolean => text.toLowerCase().includes(search.trim().toLowerCase());
  const actions = [
    { label: 'Provision VMs', href: '/provision', permission: 'vm.provision' as const },
    { label: 'Add a host', href: '/hosts?add=1', permission: 'host.enrol' as const },
    { label: 'Import an image', href: '/images?import=1', permission: 'image.write' as const },
    { label: 'New template', href: '/templates/new', permission: 'template.write' as const },
    { label: 'Add a webhook', href: '/webhooks?add=1', permission: 'webhook.write' as const },
    { label: 'Invite a person', href: '/settings?tab=people', permission: 'people.write' as const },
    { label: 'Show VMs that lost their network', href: '/vms?lost=1', permission: 'fleet.read' as const },
    { label: 'Show failed jobs', href: '/jobs?state=failed', permission: 'job.read' as const },
    { label: 'Account', href: '/account', permission: 'fleet.read' as const },
  ].filter(({ label, permission }) => permissions.includes(permission) && matches(label));
  const canShell = permissions.includes('vm.shell');
  const deeds = <VmDeeds vms={vms ?? noVms} search={search} go={open} close={() => setPaletteOpen(false)} />;
  // Who writes a name alone means the VM first.
  const isName = /^\S+$/.test(search.trim());
  return (
    <Command.Dialog
      open
      onOpenChange={setPaletteOpen}
      label="Search pages, VMs, hosts and actions"
      shouldFilter={false}
      overlayClassName="fixed inset-0 z-40 bg-black/50"
      contentClassName="fixed inset-x-2 top-[8vh] z-50 mx-auto max-w-xl overflow-hidden rounded-md border border-line bg-raised shadow-float"
    >
      <Command.Input
        value={search}
        onValueChange={setSearch}
        placeholder="Page, VM, host or action"
        className="h-11 w-full border-b border-line bg-transparent px-4 text-base outline-none"
      />
      <Command.Empty className="px-4 py-8 text-center text-ink-2">
        Nothing is called “{search}”.
      </Command.Empty>
      <Command.List className="max-h-[60vh] overflow-y-auto p-1">
        {!isName && deeds}
        <PaletteGroup heading="Actions">
          {actions.map(({ label, href }) => (
            <PaletteItem key={href} value={`action ${href}`} onSelect={opens(href)} label={label} />
          ))}
        </PaletteGroup>
        <PaletteGroup heading="Pages">
          {pages
            .filter(({ label }) => matches(label))
            .map(({ href, label, key }) => (
              <PaletteItem
                key={href}
                value={`page ${href}`}
                onSelect={opens(href)}
                label={label}
                hint={`g ${key}`}
              />
            ))}
        </PaletteGroup>
        <PaletteGroup heading="VMs">
          {foundVms.map((vm) => (
            <PaletteItem
              key={vm.id}
              value={`vm ${vm.id}`}
              onSelect={opens(
                canShell && vm.network === 'down' ? `/vms/${vm.id}?tab=shell` : `/vms/${vm.id}`,
              )}
              label={vm.name}
              before={<TwoLights vm={vm} />}
              hint={vm.network === 'down' && canShell ? 'open shell' : vm.hostName}
            />
          ))}
        </PaletteGroup>
        {isName && deeds}
        <PaletteGroup heading="Hosts">
          {foundHosts.map((host) => (
            <PaletteItem
              key={host.id}
              value={`host ${host.id}`}
              onSelect={opens(`/hosts/${host.id}`)}
              label={host.name}
              hint={host.state}
            />
          ))}
        </PaletteGroup>
      </Command.List>
    </Command.Dialog>
  );
}

const noVms: readonly VmRow[] = [];
