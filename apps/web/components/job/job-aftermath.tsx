import { undoingOf } from '@busbar/shared/domain/undo-plan';
import type { JobView } from '@busbar/shared/realtime/views';
import Link from 'next/link';
import { FoldedUndoList } from './undo-list.tsx';

/** Of a job that failed or was cancelled: what became of what it had made. Nothing where it had made nothing. */
export function JobAftermath({ job }: { readonly job: JobView }) {
  if (job.state !== 'failed' && job.state !== 'cancelled') return null;
  if (job.kept) return <KeptWork job={job} />;
  const undone = undoingOf(job.steps, ['undone']);
  const notUndone = undoingOf(job.steps, ['undo-failed']);
  if (undone.length === 0 && notUndone.length === 0) return null;
  return (
    <section aria-label="What was undone" className="px-4 pb-3 text-ink-2">
      <FoldedUndoList lead="What it had made was undone, last in first out" lines={undone} />
      <FoldedUndoList lead="This could not be undone" lines={notUndone} />
    </section>
  );
}

function KeptWork({ job }: { readonly job: JobView }) {
  const made = undoingOf(job.steps, ['succeeded', 'failed']);
  return (
    <section aria-label="What was kept" className="px-4 pb-3 text-ink-2">
      <p>
        Nothing was undone:{' '}
        <Link
          href={`/vms/${job.vmId}?tab=shell`}
          prefetch={false}
          className="underline decoration-line-strong hover:decoration-current"
        >
          {job.vmName}
        </Link>{' '}
        is as the job left it. Look into it and mend it, then continue from here: the steps that are done are
        not repeated. Its seed, with the secrets in it, stays on {job.hostName} until it is detached.
      </p>
      <FoldedUndoList lead="What deleting the VM would undo" lines={made} />
    </section>
  );
}
