import type { JobView } from '@busbar/shared/realtime/views';
import type { Column } from '@/components/data/column.ts';
import { RowLink } from '@/components/data/row-link.tsx';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';

const ended = new Set(['succeeded', 'failed', 'skipped']);
const stepText = (job: JobView): string => {
  const running =
    job.steps.find(({ state }) => state === 'running') ?? job.steps.find(({ state }) => state === 'failed');
  return running
    ? `${running.title} (${job.steps.filter(({ state }) => ended.has(state)).length}/${job.steps.length})`
    : '';
};

export const jobColumns: readonly Column<JobView>[] = [
  {
    id: 'title',
    header: 'Job',
    width: 'minmax(144px, 2fr)',
    sortBy: (job) => job.title,
    cell: (job) => <RowLink href={`/jobs/${job.id}`} name={job.title} />,
  },
  {
    id: 'state',
    header: 'State',
    width: 'minmax(104px, 1.2fr)',
    sortBy: (job) => job.state,
    cell: (job) => <StateBadge state={job.state} />,
  },
  {
    id: 'step',
    header: 'Step',
    width: 'minmax(120px, 2fr)',
    hideBelow: 'medium',
    cell: (job) => <span className="text-ink-2">{stepText(job)}</span>,
  },
  {
    id: 'host',
    header: 'Host',
    width: 'minmax(96px, 1fr)',
    hideBelow: 'narrow',
    sortBy: (job) => job.hostName,
    cell: (job) => job.hostName,
  },
  {
    id: 'by',
    header: 'By',
    width: 'minmax(80px, 1fr)',
    hideBelow: 'medium',
    sortBy: (job) => job.requestedByName,
    cell: (job) => job.requestedByName,
  },
  {
    id: 'took',
    header: 'Took',
    width: '88px',
    hideBelow: 'narrow',
    cell: (job) => <Elapsed from={job.startedAt} to={job.endedAt} />,
  },
  {
    id: 'created',
    header: 'Asked for',
    width: '88px',
    sortBy: (job) => job.createdAt.getTime(),
    cell: (job) => <RelativeTime at={job.createdAt} />,
  },
];
