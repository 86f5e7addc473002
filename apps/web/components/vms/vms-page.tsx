'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import dynamic from 'next/dynamic';
import { useDeferredValue, useMemo, useState } from 'react';
import { useGo } from '@/client/held-navigation.ts';
import { useUrlState } from '@/client/use-url-state.ts';
import { useVmRows } from '@/client/vm-rows/use-vm-rows.ts';
import { ColumnsMenu } from '@/components/data/columns-menu.tsx';
import { DataTable } from '@/components/data/data-table.tsx';
import { useColumns } from '@/components/data/use-columns.ts';
import { useSort } from '@/components/data/use-sort.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { ProvisionLink } from '@/components/provision/provision-link.tsx';
import { BatchBar } from './batch-bar.tsx';
import { isNetworkLost } from './is-network-lost.ts';
import { SavedViewsMenu } from './saved-views-menu.tsx';
import { filterVms, useVmFilter } from './use-vm-filter.ts';
import { vmColumns } from './vm-columns.tsx';
import { VmFilterBar } from './vm-filter-bar.tsx';
import { VmsEmpty } from './vms-empty.tsx';

/** Loaded with the first look at a row. */
const PeekPanel = dynamic(() => import('./peek-panel.tsx').then((module) => module.PeekPanel), {
  ssr: false,
});

const none: readonly VmRow[] = [];
const byName = { id: 'name', desc: false };

/** Every VM of the fleet: filter, sort, select, peek. */
export function VmsPage() {
  const url = useUrlState();
  const go = useGo();
  const { rows, isComplete, error, refetch } = useVmRows();
  const all = rows ?? none;
  const filter = useDeferredValue(useVmFilter());
  const shown = useMemo(() => filterVms(all, filter), [all, filter]);
  const [sort, setSort] = useSort(byName);
  const columns = useColumns(vmColumns);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(
    () => (selected.size === 0 ? none : all.filter((vm) => selected.has(vm.id))),
    [all, selected],
  );
  const peekId = url.get('peek');
  const peeked = peekId === null ? undefined : shown.find((vm) => vm.id === peekId);
  // Rows arrive by name. In another order the first ones would move with every page that comes.
  const isInOrder = isComplete || (sort.id === byName.id && !sort.desc);
  const hasRows = isInOrder && (isComplete || shown.length > 0);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader
        title="VMs"
        actions={
          <>
            <SavedViewsMenu />
            <ColumnsMenu choices={columns.choices} onToggle={columns.toggle} />
            <ProvisionLink />
          </>
        }
      >
        <VmFilterBar vms={all} />
      </PageHeader>
      <QueryView
        query={{ data: hasRows ? rows : undefined, error, refetch }}
        failure="The VMs could not be loaded"
      >
        {() =>
          shown.length === 0 ? (
            <VmsEmpty isFiltered={all.length > 0} />
          ) : (
            <div className="flex min-h-0 flex-1">
              <DataTable
                label="VMs"
                isCompact={peeked !== undefined}
                rows={shown}
                columns={vmColumns}
                hidden={columns.hidden}
                sort={sort}
                onSort={setSort}
                currentId={url.get('at')}
                onCurrent={(id) => url.set(peeked ? { at: id, peek: id } : { at: id })}
                onOpen={(vm) => go(`/vms/${vm.id}`)}
                onPeek={(vm) => url.set({ peek: peeked?.id === vm.id ? null : vm.id, at: vm.id })}
                selection={{ ids: selected, onChange: setSelected }}
                rowClass={(vm) => (isNetworkLost(vm) ? 'bg-copper-wash' : undefined)}
              />
              {peeked && <PeekPanel vm={peeked} onClose={() => url.set({ peek: null })} />}
            </div>
          )
        }
      </QueryView>
      <BatchBar vms={chosen} onClear={() => setSelected(new Set())} />
    </div>
  );
}
