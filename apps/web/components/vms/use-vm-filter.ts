'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { useMemo } from 'react';
import { useUrlState } from '@/client/use-url-state.ts';
import { isNetworkLost } from './is-network-lost.ts';

export type VmFilter = {
  readonly search: string;
  readonly state: string | null;
  readonly hostId: string | null;
  readonly tag: string | null;
  readonly isLostOnly: boolean;
};

/** What a search looks through, made once for each row and forgotten with it: a key stroke asks 20,000 of them. */
const texts = new WeakMap<VmRow, string>();

function textOf(vm: VmRow): string {
  const known = texts.get(vm);
  if (known !== undefined) return known;
  const { name, hostName, templateName, image, addresses, tags } = vm;
  const text = [name, hostName, templateName, image, ...addresses, ...tags].join(' ').toLowerCase();
  texts.set(vm, text);
  return text;
}

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

/**
 * Every word of the search must occur in the VM's name, host, template, image, addresses or tags. Without a filter
 * it is the same array.
 */
export function filterVms(vms: readonly VmRow[], filter: VmFilter): readonly VmRow[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const { state, hostId, tag, isLostOnly } = filter;
  if (words.length === 0 && state === null && hostId === null && tag === null && !isLostOnly) return vms;
  return vms.filter(
    (vm) =>
      (state === null || vm.state === state) &&
      (hostId === null || vm.hostId === hostId) &&
      (tag === null || vm.tags.includes(tag)) &&
      (!isLostOnly || isNetworkLost(vm)) &&
      words.every((word) => textOf(vm).includes(word)),
  );
}
