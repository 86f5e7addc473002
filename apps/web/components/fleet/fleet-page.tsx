'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { ProvisionLink } from '@/components/provision/provision-link.tsx';
import { AttentionList } from './attention-list.tsx';
import { FirstSteps } from './first-steps.tsx';
import { FleetCounters } from './fleet-counters.tsx';
import { HostBars } from './host-bars.tsx';
import { RecentEvents } from './recent-events.tsx';
import { RunningJobs } from './running-jobs.tsx';

/** What needs attention first, then what is happening, then how much room is left. */
export function FleetPage() {
  const trpc = useTRPC();
  const overview = useQuery(trpc.fleet.overview.queryOptions());
  return (
    <>
      <PageHeader title="Fleet" actions={<ProvisionLink />}>
        {overview.data && <FleetCounters counts={overview.data.counts} />}
      </PageHeader>
      <QueryView query={overview} failure="The fleet could not be loaded">
        {({ attention, runningJobs, hosts, recentEvents, counts }) => (
          <div className="flex flex-col gap-4 px-4 pt-1 pb-6">
            {(counts.hosts.total === 0 || counts.vms.total === 0) && (
              <FirstSteps hasHost={counts.hosts.total > 0} />
            )}
            {counts.hosts.total > 0 && <AttentionList items={attention} />}
            <div className="grid gap-4 lg:grid-cols-2">
              <RunningJobs jobs={runningJobs} />
              {hosts.length > 0 && <HostBars hosts={hosts} />}
            </div>
            {recentEvents.length > 0 && <RecentEvents events={recentEvents} />}
          </div>
        )}
      </QueryView>
    </>
  );
}
