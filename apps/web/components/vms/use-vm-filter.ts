'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMemo } from 'react';
import { useUrlState } from '@/client/use-url-state.ts';

export type VmFilter = {
  readonly search: string;
  readonly state: string | null;
  readonly hostId: string | null;
  readonly tag: string | null;
  readonly isLostOnly: boolean;
};

const textOf = (vm: VmView): string =>
  `${vm.name} ${vm.hostName} ${vm.templateName} ${vm.image} ${vm.addresses.join(' ')} ${vm.tags.join(' ')}`.toLowerCase();

/** The filter of the VM list as the URL says it. */
export function useVmFilter(): VmFilter {
  const url = useUrlState();
  const search = url.get('q') ?? '';
  const state = url.get('state');
  const hostId = url.get('host');
  const tag = url.get('tag');
  const isLostOnly = url.get('lost') === '1';
  return useMemo(
    () => ({ search, state, hostId, tag, isLostOnly }),
    [search, state, hostId, tag, isLostOnly],
  );
}

/** Every word of the search must occur in the VM's name, host, template, image, addresses or tags. */
export function filterVms(vms: readonly VmView[], filter: VmFilter): readonly VmView[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return vms.filter(
    (vm) =>
      (filter.state === null || vm.state === filter.state) &&
      (filter.hostId === null || vm.hostId === filter.hostId) &&
      (filter.tag === null || vm.tags.includes(filter.tag)) &&
      (!filter.isLostOnly || (vm.channel === 'up' && vm.network === 'down')) &&
      words.every((word) => textOf(vm).includes(word)),
  );
}
