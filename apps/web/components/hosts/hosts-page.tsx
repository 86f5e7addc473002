'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useGo } from '@/client/held-navigation.ts';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { useUrlState } from '@/client/use-url-state.ts';
import { DataTable } from '@/components/data/data-table.tsx';
import { useSort } from '@/components/data/use-sort.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { Button } from '@/components/ui/button.tsx';
import { AddHostDialog } from './add-host-dialog.tsx';
import { hostColumns } from './host-columns.tsx';

export function HostsPage() {
  const trpc = useTRPC();
  const url = useUrlState();
  const go = useGo();
  const refusal = useRefusal('host.enrol');
  const hosts = useQuery(trpc.host.list.queryOptions());
  const [sort, setSort] = useSort({ id: 'name', desc: false });
  const add = (
    <Button
      look="primary"
      icon={<Plus aria-hidden className="size-4" />}
      refusal={refusal}
      onClick={() => url.set({ add: '1' })}
    >
      Add a host
    </Button>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader title="Hosts" actions={add} />
      <QueryView query={hosts} failure="The hosts could not be loaded">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="There are no hosts yet" action={add}>
              A host is a machine that runs VMs and Busbar’s host agent.
            </EmptyState>
          ) : (
            <DataTable
              label="Hosts"
              rows={items}
              columns={hostColumns}
              sort={sort}
              onSort={setSort}
              currentId={url.get('at')}
              onCurrent={(id) => url.set({ at: id })}
              onOpen={(host) => go(`/hosts/${host.id}`)}
            />
          )
        }
      </QueryView>
      <AddHostDialog
        isOpen={url.get('add') === '1' && refusal === null}
        onClose={() => url.set({ add: null })}
      />
    </div>
  );
}
