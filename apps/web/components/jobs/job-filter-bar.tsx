'use client';
import { useUrlState } from '@/client/use-url-state.ts';
import { FilterInput } from '@/components/data/filter-input.tsx';
import { Chip } from '@/components/ui/chip.tsx';
import { shownJobStates } from './use-job-filter.ts';

export function JobFilterBar() {
  const url = useUrlState();
  const current = url.get('state');
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FilterInput label="Filter jobs" value={url.get('q') ?? ''} onChange={(q) => url.set({ q })} />
      <fieldset
        className="flex min-w-0 gap-1.5 overflow-x-auto py-0.5 [scrollbar-width:none]"
        aria-label="States"
      >
        {(['active', ...shownJobStates] as const).map((state) => (
          <Chip
            key={state}
            isOn={current === state}
            onClick={() => url.set({ state: current === state ? null : state })}
          >
            {state}
          </Chip>
        ))}
      </fieldset>
    </div>
  );
}
