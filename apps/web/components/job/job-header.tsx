'use client';
import type { JobView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { RotateCcw, SquareTerminal } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { JobProgress } from '@/components/jobs/job-progress.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { ShortId } from '@/components/state/short-id.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Button, buttonClass } from '@/components/ui/button.tsx';
import { CancelDialog } from './cancel-dialog.tsx';

const cancellable = new Set(['queued', 'waiting', 'running']);
const retryable = new Set(['failed', 'cancelled']);

export function JobHeader({
  job,
  undoPlan,
}: {
  readonly job: JobView;
  readonly undoPlan: readonly string[];
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const [isAsking, setAsking] = useState(false);
  const cancelRefusal = useRefusal('job.cancel');
  const retryRefusal = useRefusal('job.retry');
  const retry = useMutation(
    trpc.job.retry.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
  );
  const isReady = job.state === 'succeeded' && job.kind === 'vm.provision';
  return (
    <PageHeader
      title={job.title}
      actions={
        <>
          {cancellable.has(job.state) && (
            <Button refusal={cancelRefusal} onClick={() => setAsking(true)}>
              Cancel
            </Button>
          )}
          {retryable.has(job.state) && (
            <Button
              look="primary"
              icon={<RotateCcw aria-hidden className="size-4" />}
              refusal={retryRefusal}
              isBusy={retry.isPending}
              onClick={() => retry.mutate({ jobId: job.id })}
            >
              Retry
            </Button>
          )}
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
        <span>
          on{' '}
          <Link href={`/hosts/${job.hostId}`} prefetch={false} className="hover:underline">
            {job.hostName}
          </Link>
        </span>
        <span>attempt {job.attempt}</span>
        {job.startedAt && (
          <span>
            {job.endedAt === null ? 'for' : 'took'} <Elapsed from={job.startedAt} to={job.endedAt} />
          </span>
        )}
        {job.retryOfId && (
          <Link href={`/jobs/${job.retryOfId}`} className="hover:underline">
            retry of an earlier job
          </Link>
        )}
        <ShortId id={job.id} label="Copy the job’s id" />
      </div>
      {(job.state === 'running' || job.state === 'cancelling') && <JobProgress job={job} />}
      {job.state === 'waiting' && (
        <p className="mt-1 text-warn">
          {job.hostName} is offline. The job goes on by itself when the host is back; it can be cancelled.
        </p>
      )}
      <CancelDialog job={job} undoPlan={undoPlan} isOpen={isAsking} onClose={() => setAsking(false)} />
    </PageHeader>
  );
}
