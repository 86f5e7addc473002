'use client';
import { isFinalJobState } from '@busbar/shared/domain/job-state';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '@/client/trpc.ts';

/** Enough to find the newest of them among what is done with a VM otherwise. */
const lookedAt = 10;

/** What the newest job of the VM whose kind begins so is doing, or why it failed. Nothing once it has succeeded. */
export function LatestJobLine({ vmId, of }: { readonly vmId: string; readonly of: `${string}.${string}` }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.job.list.queryOptions({ vmId, limit: lookedAt }));
  const job = query.data?.items.find(({ kind }) => kind.startsWith(of));
  if (job === undefined || job.state === 'succeeded' || job.state === 'cancelled') return null;
  const isOver = isFinalJobState(job.state);
  const reason = job.error?.userMessage ?? job.error?.message ?? '';
  return (
    <p
      role="status"
      className={`border-b border-line px-4 py-2 ${isOver ? 'bg-bad-wash text-bad' : 'text-ink-2'}`}
    >
      “{job.title}” {isOver ? `failed. ${reason}` : `is ${job.state}.`}{' '}
      <Link href={`/jobs/${job.id}`} className="underline decoration-line-strong hover:decoration-current">
        Show the job
      </Link>
    </p>
  );
}
