'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { useMemo } from 'react';
import { useUrlState } from '@/client/use-url-state.ts';
import { FilterInput } from '@/components/data/filter-input.tsx';
import { Chip } from '@/components/ui/chip.tsx';
import { isNetworkLost } from './is-network-lost.ts';
import { useVmFilter } from './use-vm-filter.ts';

const states = ['running', 'stopped', 'provisioning', 'failed', 'missing'] as const;

/** Chips with what they would show; a chip that would show nothing is not offered. */
export function VmFilterBar({ vms }: { readonly vms: readonly VmRow[] }) {
  const url = useUrlState();
  const filter = useVmFilter();
  const counts = useMemo(() => {
    const byState = new Map<string, number>();
    const tags = new Set<string>();
    for (const vm of vms) {
      byState.set(vm.state, (byState.get(vm.state) ?? 0) + 1);
      for (const tag of vm.tags) tags.add(tag);
    }
    return { byState, tags: [...tags].sort().slice(0, 8), lost: vms.filter(isNetworkLost).length };
  }, [vms]);
  const toggle = (name: string, value: string, isOn: boolean) => (): void =>
    url.set({ [name]: isOn ? null : value });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FilterInput label="Filter VMs" value={filter.search} onChange={(q) => url.set({ q })} />
      <fieldset
        className="flex min-w-0 gap-1.5 overflow-x-auto py-0.5 [scrollbar-width:none]"
        aria-label="Filters"
      >
        {(counts.lost > 0 || filter.isLostOnly) && (
          <Chip isOn={filter.isLostOnly} onClick={toggle('lost', '1', filter.isLostOnly)}>
            network lost <Count value={counts.lost} />
          </Chip>
        )}
        {states
          .filter((state) => counts.byState.has(state) || filter.state === state)
          .map((state) => (
            <Chip
              key={state}
              isOn={filter.state === state}
              onClick={toggle('state', state, filter.state === state)}
            >
              {state} <Count value={counts.byState.get(state) ?? 0} />
            </Chip>
          ))}
        {filter.hostId !== null && (
          <Chip isOn onClick={() => url.set({ host: null })}>
            on {vms.find((vm) => vm.hostId === filter.hostId)?.hostName ?? 'this host'}
          </Chip>
        )}
        {counts.tags.map((tag) => (
          <Chip key={tag} isOn={filter.tag === tag} onClick={toggle('tag', tag, filter.tag === tag)}>
            #{tag}
          </Chip>
        ))}
      </fieldset>
    </div>
  );
}

const Count = ({ value }: { readonly value: number }) => (
  <span className="text-ink-3">{value.toLocaleString('en')}</span>
);
