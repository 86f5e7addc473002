import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type JobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { JobDocument } from '@busbar/shared/protocol/link';

const program = fileURLToPath(new URL('./run-job-bench.ts', import.meta.url));

/** One of the bench's own jobs by its name, or any other as its document. */
export type BenchWork = 'provision' | 'fail' | 'keep' | 'continue' | JobDocument;

/** Runs the job in a process of its own until it kills itself; resolves to the signal that ended it. */
export function runUntilKilled(folder: string, crashAt: string, work: BenchWork): Promise<string | null> {
  const what = typeof work === 'string' ? work : JSON.stringify(work);
  return new Promise((resolve) => {
    execFile(process.execPath, [program, folder, crashAt, what], { timeout: 20_000 }, (error) =>
      resolve(error?.signal ?? null),
    );
  });
}

/** Before and after each step of a job, and around its end. */
export const crashPointsOf = (kind: JobKind): readonly string[] => [
  ...jobCatalog[kind].steps.flatMap(({ name }) => [`${name}:before`, `${name}:after`]),
  ...['end:before', 'end:after', 'report:after'],
];
