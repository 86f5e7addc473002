'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useTRPC } from '@/client/trpc.ts';
import { HostExports } from '@/components/exports/host-exports.tsx';
import { DetailSkeleton } from '@/components/feedback/detail-skeleton.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { TwoLights } from '@/components/state/two-lights.tsx';
import { HostSwitches } from '@/components/switches/host-switches.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { DriverList } from './driver-list.tsx';
import { HostCapacityBars } from './host-capacity-bars.tsx';
import { HostFacts } from './host-facts.tsx';
import { HostHeader } from './host-header.tsx';
import { HostJob } from './host-job.tsx';

const HostBackups = dynamic(
  () => import('@/components/backups/host-backups.tsx').then((module) => module.HostBackups),
  {
    ssr: false,
    loading: () => (
      <Panel title="Backups" className="lg:col-span-2" isFlush>
        <SkeletonRows count={2} label="Loading the backups" />
      </Panel>
    ),
  },
);

const shownVms = 50;
const shownJobs = 10;

export function HostPage({ hostId }: { readonly hostId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.host.get.queryOptions({ hostId }));
  return (
    <QueryView query={query} failure="The host could not be loaded" skeleton={<DetailSkeleton />}>
      {({ host, vms, jobs }) => (
        <>
          <HostHeader host={host} />
          <div className="grid gap-4 px-4 pb-6 lg:grid-cols-2">
            <Panel title="Capacity" className="lg:col-span-2">
              <HostCapacityBars host={host} />
            </Panel>
            <HostFacts host={host} />
            <DriverList drivers={host.drivers} images={host.images} />
            <Panel
              title={`VMs (${vms.length})`}
              isFlush
              actions={
                <Link href={`/vms?host=${host.id}`} className="text-xs text-ink-2 hover:underline">
                  Show in the list
                </Link>
              }
            >
              {vms.length === 0 && <p className="px-4 py-3 text-ink-2">There is no VM on this host.</p>}
              <ul>
                {vms.slice(0, shownVms).map((vm) => (
                  <li
                    key={vm.id}
                    className="flex h-row items-center gap-3 border-b border-line px-4 last:border-b-0"
                  >
                    <TwoLights vm={vm} />
                    <Link href={`/vms/${vm.id}`} className="min-w-0 flex-1 truncate hover:underline">
                      {vm.name}
                    </Link>
                    <StateBadge state={vm.state} of="vm" />
                  </li>
                ))}
              </ul>
            </Panel>
            <Panel title="Jobs" isFlush>
              {jobs.length === 0 && <p className="px-4 py-3 text-ink-2">No job has run here.</p>}
              <ul>
                {jobs.slice(0, shownJobs).map((job) => (
                  <HostJob key={job.id} job={job} />
                ))}
              </ul>
            </Panel>
            {host.drivers.some(({ abilities }) => abilities.includes('switches')) && (
              <HostSwitches host={host} />
            )}
            <HostBackups host={host} vms={vms} />
            <HostExports host={host} vms={vms} />
          </div>
        </>
      )}
    </QueryView>
  );
}
