'use client';
import type { JobView } from '@busbar/shared/realtime/views';
import { SquareTerminal } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { JobProgress } from '@/components/jobs/job-progress.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { ShortId } from '@/components/state/short-id.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Button, buttonClass } from '@/components/ui/button.tsx';
import { AgainActions } from './again-actions.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { isOnItsWay } from './is-on-its-way.ts';

const cancellable = new Set(['queued', 'waiting', 'running']);
const retryable = new Set(['failed', 'cancelled']);

export function JobHeader({
  job,
  continuedById,
}: {
  readonly job: JobView;
  readonly continuedById: string | null;
}) {
  const [isAsking, setAsking] = useState(false);
  const cancelRefusal = useRefusal('job.cancel');
  const isReady = job.state === 'succeeded' && job.kind === 'vm.provision';
  return (
    <PageHeader
      title={job.title}
      actions={
        <>
          {cancellable.has(job.state) && !isOnItsWay(job) && (
            <Button refusal={cancelRefusal} onClick={() => setAsking(true)}>
              Cancel
            </Button>
          )}
          {retryable.has(job.state) && <AgainActions job={job} continuedById={continuedById} />}
          {isReady && job.vmId !== null && (
            <Link href={`/vms/${job.vmId}?tab=shell`} prefetch={false} className={buttonClass('primary')}>
              <SquareTerminal aria-hidden className="size-4" /> Open shell
            </Link>
          )}
        </>
      }
    >
      <div
        className="flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2"
        data-testid="job-summary"
        data-state={job.state}
      >
        <StateBadge state={job.state} />
        <span>
          by {job.requestedByName} <RelativeTime at={job.createdAt} />
        </span>
        {job.vmId !== null && (
          <span>
            VM{' '}
            <Link
              prefetch={false}
              href={`/vms/${job.vmId}`}
              className="underline decoration-line-strong hover:decoration-current"
            >
              {job.vmName}
            </Link>
          </span>
        )}
        {/* Its id is on the way; the name takes its room. */}
        {isOnItsWay(job) && job.vmName !== null && <span>VM {job.vmName}</span>}
        {job.hostName !== '' && (
          <span>
            on{' '}
            <Link href={`/hosts/${job.hostId}`} prefetch={false} className="hover:underline">
              {job.hostName}
            </Link>
          </span>
        )}
        <span>attempt {job.attempt}</span>
        {job.startedAt && (
          <span>
            {job.endedAt === null ? 'for' : 'took'} <Elapsed from={job.startedAt} to={job.endedAt} />
          </span>
        )}
        {job.retryOfId && (
          <Link href={`/jobs/${job.retryOfId}`} className="hover:underline">
            {job.continuesId === null ? 'retry of an earlier job' : 'continues an earlier job'}
          </Link>
        )}
        {job.afterId !== null && job.state !== 'queued' && (
          <Link href={`/jobs/${job.afterId}`} prefetch={false} className="hover:underline">
            after another job
          </Link>
        )}
        {continuedById !== null && (
          <Link href={`/jobs/${continuedById}`} className="hover:underline">
            continued by a later job
          </Link>
        )}
        <ShortId id={job.id} label="Copy the job’s id" />
      </div>
      {(job.state === 'running' || job.state === 'cancelling') && <JobProgress job={job} />}
      {job.state === 'queued' && job.afterId !== null && (
        <p className="mt-1 text-ink-2">
          It begins once{' '}
          <Link
            prefetch={false}
            href={`/jobs/${job.afterId}`}
            className="underline decoration-line-strong hover:decoration-current"
          >
            another job
          </Link>{' '}
          has succeeded, and fails with it.
        </p>
      )}
      {job.state === 'waiting' && (
        <p className="mt-1 text-warn">
          {job.hostName} is offline. The job goes on by itself when the host is back; it can be cancelled.
        </p>
      )}
      <CancelDialog job={job} isOpen={isAsking} onClose={() => setAsking(false)} />
    </PageHeader>
  );
}
