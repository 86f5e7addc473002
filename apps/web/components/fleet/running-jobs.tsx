import type { JobView } from '@busbar/shared/realtime/views';
import Link from 'next/link';
import { JobProgress } from '@/components/jobs/job-progress.tsx';
import { Panel } from '@/components/ui/panel.tsx';

/** Jobs that have not ended, with the step they are at. */
export function RunningJobs({ jobs }: { readonly jobs: readonly JobView[] }) {
  return (
    <Panel
      title="Jobs under way"
      isFlush
      actions={
        <Link href="/jobs" className="text-xs text-ink-2 hover:underline">
          All jobs
        </Link>
      }
    >
      {jobs.length === 0 ? (
        <p className="px-4 py-3 text-ink-2">No job is running.</p>
      ) : (
        <ul>
          {jobs.map((job) => (
            <li key={job.id} className="border-b border-line px-4 py-2 last:border-b-0">
              <Link href={`/jobs/${job.id}`} className="font-medium hover:underline">
                {job.title}
              </Link>
              <span className="ml-2 text-xs text-ink-3">on {job.hostName}</span>
              <JobProgress job={job} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
