import type { JobView } from '@busbar/shared/realtime/views';
import { formatBytes, formatDuration } from '@/client/format.ts';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';

const ended = new Set(['succeeded', 'failed', 'skipped', 'undone', 'undo-failed']);

/** "3.1 of 10 GiB, 160 MiB/s, 42 s left", as far as it is known. */
export function progressText(progress: NonNullable<JobView['steps'][number]['progress']>): string {
  const { doneBytes, totalBytes, bytesPerSecond, etaSeconds } = progress;
  return [
    totalBytes === null ? formatBytes(doneBytes) : `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`,
    bytesPerSecond === null ? null : `${formatBytes(bytesPerSecond)}/s`,
    etaSeconds === null ? null : `${formatDuration(etaSeconds * 1000)} left`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** The step a job is at, how many are done, and bytes where the step counts them. */
export function JobProgress({ job }: { readonly job: JobView }) {
  const done = job.steps.filter(({ state }) => ended.has(state)).length;
  const running = job.steps.find(({ state }) => state === 'running');
  const share = job.steps.length === 0 ? 0 : done / job.steps.length;
  return (
    <div className="mt-1 flex flex-col gap-1">
      <div className="flex justify-between gap-3 text-xs text-ink-2">
        <span className="min-w-0 truncate">
          {running ? (
            <>
              {running.title}
              {running.progress && ` · ${progressText(running.progress)}`}
            </>
          ) : (
            <StateBadge state={job.state} />
          )}
        </span>
        <span className="shrink-0 text-ink-3">
          {done}/{job.steps.length}
          {job.startedAt && (
            <>
              {' · '}
              <Elapsed from={job.startedAt} to={job.endedAt} />
            </>
          )}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={job.title}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-1 overflow-hidden rounded-full bg-line"
      >
        <div className="h-full bg-copper-solid transition-[width]" style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
