'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { useUrlState } from '@/client/use-url-state.ts';
import { DataTable } from '@/components/data/data-table.tsx';
import { useSort } from '@/components/data/use-sort.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { ProvisionLink } from '@/components/provision/provision-link.tsx';
import { BatchBar } from './batch-bar.tsx';
import { isNetworkLost } from './is-network-lost.ts';
import { PeekPanel } from './peek-panel.tsx';
import { filterVms, useVmFilter } from './use-vm-filter.ts';
import { vmColumns } from './vm-columns.tsx';
import { VmFilterBar } from './vm-filter-bar.tsx';
import { VmsEmpty } from './vms-empty.tsx';

const none: readonly VmView[] = [];

/** Every VM of the fleet: filter, sort, select, peek. */
export function VmsPage() {
  const trpc = useTRPC();
  const url = useUrlState();
  const router = useRouter();
  const filter = useVmFilter();
  const vms = useQuery(trpc.vm.list.queryOptions({}));
  const all = vms.data?.items ?? none;
  const shown = useMemo(() => filterVms(all, filter), [all, filter]);
  const [sort, setSort] = useSort({ id: 'name', desc: false });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const peeked = shown.find((vm) => vm.id === url.get('peek'));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader title="VMs" actions={<ProvisionLink />}>
        <VmFilterBar vms={all} />
      </PageHeader>
      <QueryView query={vms} failure="The VMs could not be loaded">
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
                sort={sort}
                onSort={setSort}
                currentId={url.get('at')}
                onCurrent={(id) => url.set(peeked ? { at: id, peek: id } : { at: id })}
                onOpen={(vm) => router.push(`/vms/${vm.id}`)}
                onPeek={(vm) => url.set({ peek: peeked?.id === vm.id ? null : vm.id, at: vm.id })}
                selection={{ ids: selected, onChange: setSelected }}
                rowClass={(vm) => (isNetworkLost(vm) ? 'bg-copper-wash' : undefined)}
              />
              {peeked && <PeekPanel vm={peeked} onClose={() => url.set({ peek: null })} />}
            </div>
          )
        }
      </QueryView>
      <BatchBar vms={all.filter((vm) => selected.has(vm.id))} onClear={() => setSelected(new Set())} />
    </div>
  );
}
