'use client';
import { isFinalJobState } from '@busbar/shared/domain/job-state';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '@/client/trpc.ts';

/** Enough to find what is under way among what has ended. */
const lookedAt = 20;

type RunningLinesProps = {
  readonly hostId: string;
  /** Only backups of VMs of this name; null for all. */
  readonly vmName: string | null;
};

/** The backups of a host that are being verified: that is no job of any VM, and may take hours. */
export function RunningLines({ hostId, vmName }: RunningLinesProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.job.list.queryOptions({ hostId, kind: 'backup.verify', limit: lookedAt }));
  const running = (query.data?.items ?? []).filter(
    (job) => !isFinalJobState(job.state) && (vmName === null || job.vmName === vmName),
  );
  return running.map((job) => (
    <p key={job.id} role="status" className="border-b border-line px-4 py-2 text-ink-2">
      “{job.title}” is {job.state}.{' '}
      <Link href={`/jobs/${job.id}`} className="underline decoration-line-strong hover:decoration-current">
        Show the job
      </Link>
    </p>
  ));
}
