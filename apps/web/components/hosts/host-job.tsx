import type { JobView } from '@busbar/shared/realtime/views';
import Link from 'next/link';
import { JobProgress } from '@/components/jobs/job-progress.tsx';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';

/** One line for a job that has ended; one that is under way shows how far it is. */
export function HostJob({ job }: { readonly job: JobView }) {
  const title = (
    <Link href={`/jobs/${job.id}`} className="min-w-0 flex-1 truncate hover:underline">
      {job.title}
    </Link>
  );
  if (job.endedAt === null) {
    return (
      <li className="border-b border-line px-4 py-2 last:border-b-0">
        {title}
        <JobProgress job={job} />
      </li>
    );
  }
  return (
    <li className="flex h-row items-center gap-3 border-b border-line px-4 last:border-b-0">
      {title}
      <span className="text-xs text-ink-3">
        <Elapsed from={job.startedAt} to={job.endedAt} />
      </span>
      <span className="w-24">
        <StateBadge state={job.state} />
      </span>
    </li>
  );
}
