import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { plural } from '@/client/format.ts';
import { readError } from '@/client/read-error.ts';
import type { VmRow } from './parse-vm-table.ts';
import type { RowResult } from './row-result.ts';

type ResultCellProps = { readonly result: RowResult | null; readonly row: VmRow };

/** Whether a row can be provisioned; then what became of it: its VM and its job, or why there is neither. */
export function ResultCell({ result, row: { name, faults } }: ResultCellProps) {
  if (result === null) {
    return faults.length === 0 ? (
      <span className="text-ink-3">not yet asked for</span>
    ) : (
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-bad">
        <CircleX aria-hidden className="size-3.5" /> {plural(faults.length, 'error')}
      </span>
    );
  }
  if (result.state === 'asking') {
    return (
      <span className="inline-flex items-center gap-1.5 text-ink-2">
        <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> asking
      </span>
    );
  }
  if (result.state === 'failed') {
    return (
      <span role="alert" className="flex w-64 items-start gap-1.5 text-bad">
        <CircleX aria-hidden className="mt-[3px] size-3.5 shrink-0" />
        <span className="min-w-0 text-xs leading-5">{readError(result.error).text}</span>
      </span>
    );
  }
  const { vmId, jobId } = result.made;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <CircleCheck aria-hidden className="size-3.5 text-ok" />
      accepted:
      <Link href={`/vms/${vmId}`} prefetch={false} className="underline" aria-label={`The VM ${name}`}>
        VM
      </Link>
      <Link href={`/jobs/${jobId}`} prefetch={false} className="underline" aria-label={`The job of ${name}`}>
        job
      </Link>
    </span>
  );
}
