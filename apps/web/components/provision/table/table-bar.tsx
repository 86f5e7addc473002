'use client';
import Link from 'next/link';
import { plural } from '@/client/format.ts';
import { readError } from '@/client/read-error.ts';
import { Button } from '@/components/ui/button.tsx';
import { ProvisionBar } from '../provision-bar.tsx';
import type { VmRow, VmTable } from './parse-vm-table.ts';
import { type RowResult, type RowResults, resultOf } from './row-result.ts';
import type { useRowResults } from './use-row-results.ts';

const withoutAnswer: ReadonlySet<string> = new Set(['unreachable', 'unreadable-answer']);

type TableBarProps = {
  readonly table: VmTable;
  /** Rows that are not accepted yet. */
  readonly pending: readonly VmRow[];
  readonly results: RowResults;
  readonly run: ReturnType<typeof useRowResults>;
};

/** The one button for all rows, and the sum of what became of them. */
export function TableBar({ table, pending, results, run }: TableBarProps) {
  const { accepted, refused, unanswered } = countOutcomes(table.rows.map((row) => resultOf(results, row)));
  const failed = refused + unanswered;
  const refusal = run.isRunning ? null : refusalOf(table, pending);
  return (
    <ProvisionBar>
      <Button type="submit" look="primary" isBusy={run.isRunning} refusal={refusal}>
        Provision {plural(pending.length, 'VM')}
      </Button>
      {run.isRunning && (
        <Button isBusy={run.isStopping} onClick={run.stop}>
          Stop
        </Button>
      )}
      <span role="status" className="min-w-0 flex-1 basis-40 text-ink-2">
        {run.isRunning && `${accepted} of ${plural(table.rows.length, 'VM')} accepted. Keep this page open.`}
        {accepted + failed === 0 && refusal}
        {!run.isRunning && accepted + failed > 0 && (
          <>
            {accepted} accepted
            {refused > 0 && <span className="text-bad">, {refused} refused</span>}
            {unanswered > 0 && <span className="text-bad">, {unanswered} without an answer</span>}
            {failed > 0 ? ': see their rows. ' : '. '}
            {accepted > 0 && (
              <Link href="/jobs?state=active" className="underline">
                Follow the jobs
              </Link>
            )}
          </>
        )}
      </span>
    </ProvisionBar>
  );
}

/** Without an answer nobody here knows whether a VM was made; that is not the same as refused. */
function countOutcomes(outcomes: readonly (RowResult | null)[]) {
  const counts = { accepted: 0, refused: 0, unanswered: 0 };
  for (const outcome of outcomes) {
    if (outcome?.state === 'made') counts.accepted += 1;
    if (outcome?.state !== 'failed') continue;
    if (!withoutAnswer.has(readError(outcome.error).code)) counts.refused += 1;
    else counts.unanswered += 1;
  }
  return counts;
}

/** Why the button does nothing now. */
function refusalOf({ rows, problems }: VmTable, pending: readonly VmRow[]): string | null {
  const [problem] = problems;
  if (problem !== undefined) return `Put line ${problem.line} right first: ${problem.message}`;
  if (rows.length === 0) return 'Paste a table first.';
  if (pending.length === 0) return 'Each of these VMs is accepted already.';
  const faulty = pending.filter(({ input }) => input === null);
  if (faulty.length === 0) return null;
  const lines = faulty.slice(0, 5).map(({ line }) => line);
  const more = faulty.length > lines.length ? ' and others' : '';
  return `Put ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${more} right first, or take ${faulty.length === 1 ? 'it' : 'them'} out.`;
}
