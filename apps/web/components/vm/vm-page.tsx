'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTRPC } from '@/client/trpc.ts';
import { useUrlState } from '@/client/use-url-state.ts';
import { DetailSkeleton } from '@/components/feedback/detail-skeleton.tsx';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';
import { RecentEvents } from '@/components/fleet/recent-events.tsx';
import { Tabs } from '@/components/ui/tabs.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { VmHeader } from './vm-header.tsx';

const ShellTab = dynamic(() => import('@/components/shell/shell-tab.tsx').then((module) => module.ShellTab), {
  ssr: false,
  loading: () => <SkeletonRows label="Loading the terminal" />,
});

const CheckpointsTab = dynamic(
  () => import('@/components/checkpoints/checkpoints-tab.tsx').then((module) => module.CheckpointsTab),
  { ssr: false, loading: () => <SkeletonRows label="Loading the checkpoints" /> },
);

const BackupsTab = dynamic(
  () => import('@/components/backups/backups-tab.tsx').then((module) => module.BackupsTab),
  { ssr: false, loading: () => <SkeletonRows label="Loading the backups" /> },
);

const JobTable = dynamic(() => import('@/components/jobs/job-table.tsx').then((module) => module.JobTable), {
  ssr: false,
  loading: () => <SkeletonRows label="Loading the jobs" />,
});

const CloudInitTab = dynamic(() => import('./cloud-init-tab.tsx').then((module) => module.CloudInitTab), {
  ssr: false,
  loading: () => <SkeletonRows label="Loading cloud-init" />,
});

const NetworkTab = dynamic(() => import('./network-tab.tsx').then((module) => module.NetworkTab), {
  ssr: false,
  loading: () => <SkeletonRows label="Loading the network" />,
});

const SettingsTab = dynamic(() => import('./settings-tab.tsx').then((module) => module.SettingsTab), {
  ssr: false,
  loading: () => <SkeletonRows label="Loading the settings" />,
});

const tabs = [
  { id: 'overview', label: 'Overview' },
  { id: 'shell', label: 'Shell' },
  { id: 'network', label: 'Network' },
  { id: 'cloud-init', label: 'Cloud-init' },
  { id: 'checkpoints', label: 'Checkpoints' },
  { id: 'backups', label: 'Backups' },
  { id: 'jobs', label: 'Jobs' },
  { id: 'events', label: 'Events' },
  { id: 'settings', label: 'Settings' },
] as const;
/** A VM that was deleted has only its past, and what it may come back from. */
const pastTabs = tabs.filter(({ id }) => ['events', 'jobs', 'backups', 'cloud-init'].includes(id)).reverse();

/** One VM: its lights and actions on top, everything else in tabs. */
export function VmPage({ vmId }: { readonly vmId: string }) {
  const trpc = useTRPC();
  const url = useUrlState();
  const query = useQuery(trpc.vm.get.queryOptions({ vmId }));
  const shown = query.data?.vm.state === 'deleted' ? pastTabs : tabs;
  const first = shown[0]?.id ?? 'overview';
  const current = shown.find(({ id }) => id === url.get('tab'))?.id ?? first;
  return (
    <QueryView query={query} failure="The VM could not be loaded" skeleton={<DetailSkeleton />}>
      {({ vm, intendedSeed, recentEvents }) => (
        <div className="flex min-h-0 flex-1 flex-col">
          <VmHeader vm={vm} isShell={current === 'shell'} />
          <Tabs
            label={`Parts of ${vm.name}`}
            tabs={shown}
            current={current}
            onChange={(tab) => url.set({ tab: tab === first ? null : tab, shell: null, keep: null })}
          >
            {current === 'overview' && <OverviewTab vm={vm} events={recentEvents} />}
            {current === 'shell' && <ShellTab vm={vm} />}
            {current === 'network' && <NetworkTab vm={vm} />}
            {current === 'cloud-init' && <CloudInitTab vm={vm} seed={intendedSeed} />}
            {current === 'checkpoints' && <CheckpointsTab vm={vm} />}
            {current === 'backups' && <BackupsTab vm={vm} />}
            {current === 'jobs' && <JobTable filter={{ vmId: vm.id }} />}
            {current === 'events' && (
              <div className="p-4">
                {recentEvents.length === 0 ? (
                  <EmptyState title="Nothing has happened yet" />
                ) : (
                  <RecentEvents title="Events" events={recentEvents} />
                )}
              </div>
            )}
            {current === 'settings' && <SettingsTab vm={vm} />}
          </Tabs>
        </div>
      )}
    </QueryView>
  );
}
