'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { useMemo } from 'react';
import { useUrlState } from '@/client/use-url-state.ts';
import { FilterInput } from '@/components/data/filter-input.tsx';
import { Chip } from '@/components/ui/chip.tsx';
import { isNetworkLost } from './is-network-lost.ts';
import { useVmFilter } from './use-vm-filter.ts';

/** Chips for tags; the filter's text finds the others. */
const tagLimit = 8;
const states = ['running', 'stopped', 'provisioning', 'failed', 'missing'] as const;

/** Chips with what they would show; a chip that would show nothing is not offered. */
export function VmFilterBar({ vms }: { readonly vms: readonly VmRow[] }) {
  const url = useUrlState();
  const filter = useVmFilter();
  const counts = useMemo(() => {
    const byState = new Map<string, number>();
    const byTag = new Map<string, number>();
    for (const vm of vms) {
      byState.set(vm.state, (byState.get(vm.state) ?? 0) + 1);
      for (const tag of vm.tags) byTag.set(tag, (byTag.get(tag) ?? 0) + 1);
    }
    return { byState, byTag, lost: vms.filter(isNetworkLost).length };
  }, [vms]);
  const toggle = (name: string, value: string, isOn: boolean) => (): void =>
    url.set({ [name]: isOn ? null : value });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FilterInput label="Filter VMs" value={filter.search} onChange={(q) => url.set({ q })} />
      <fieldset
        className="flex min-h-8 min-w-0 gap-1.5 overflow-x-auto py-0.5 [scrollbar-width:none] pointer-coarse:min-h-10"
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
        {shownTags(counts.byTag, filter.tag).map((tag) => (
          <Chip key={tag} isOn={filter.tag === tag} onClick={toggle('tag', tag, filter.tag === tag)}>
            #{tag} <Count value={counts.byTag.get(tag) ?? 0} />
          </Chip>
        ))}
      </fieldset>
    </div>
  );
}

/** The most used tags, by name; the one that filters is always among them. */
function shownTags(byTag: ReadonlyMap<string, number>, chosen: string | null): readonly string[] {
  const used = [...byTag].sort(([, a], [, b]) => b - a).map(([tag]) => tag);
  const shown = new Set(used.slice(0, tagLimit));
  if (chosen !== null) shown.add(chosen);
  return [...shown].sort();
}

const Count = ({ value }: { readonly value: number }) => (
  <span className="text-ink-3">{value.toLocaleString('en')}</span>
);
