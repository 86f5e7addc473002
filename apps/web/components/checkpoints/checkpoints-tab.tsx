'use client';
import type { HostView, VmView } from '@busbar/shared/realtime/views';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '@/client/trpc.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { CheckpointsPanel } from './checkpoints-panel.tsx';

const abilitiesOf = (host: HostView, { driver }: VmView): readonly string[] =>
  host.drivers.find(({ name }) => name === driver)?.abilities ?? [];

/** The checkpoints of a VM whose driver has them; of another, why there are none. */
export function CheckpointsTab({ vm }: { readonly vm: VmView }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.host.get.queryOptions({ hostId: vm.hostId }));
  return (
    <div className="max-w-4xl overflow-y-auto p-4">
      <QueryView query={query} failure="What the host can do could not be read">
        {({ host }) =>
          abilitiesOf(host, vm).includes('checkpoints') ? (
            <CheckpointsPanel vm={vm} canExport={abilitiesOf(host, vm).includes('checkpoint-exporting')} />
          ) : (
            <EmptyState title={`${vm.name} can have no checkpoints`}>
              The {vm.driver} driver of {host.name} does not keep states of a VM.{' '}
              <Link
                href={`/hosts/${host.id}`}
                className="underline decoration-line-strong hover:decoration-current"
              >
                What its drivers can do
              </Link>
            </EmptyState>
          )
        }
      </QueryView>
    </div>
  );
}
