import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type JobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('./run-job-bench.ts', import.meta.url));
const bundle = fileURLToPath(new URL('../../../../.cache/tests/run-job-bench.mjs', import.meta.url));
let bundled: Promise<void> | null = null;

/** One of the bench's own jobs by its name, or any other as its document. */
export type BenchWork = 'provision' | 'fail' | 'keep' | 'continue' | JobDocument;

/** Runs the job in a process of its own until it kills itself; resolves to the signal that ended it. */
export async function runUntilKilled(
  folder: string,
  crashAt: string,
  work: BenchWork,
): Promise<string | null> {
  bundled ??= bundleBench();
  await bundled;
  const what = typeof work === 'string' ? work : JSON.stringify(work);
  const args = ['--max-semi-space-size=16', bundle, folder, crashAt, what];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 20_000 }, (error) => resolve(error?.signal ?? null));
  });
}

/** One file instead of hundreds: hundreds of tests start it, and finding and reading them was most of each one's time. */
async function bundleBench(): Promise<void> {
  // Other test files write it at the same time, and run it.
  const partial = `${bundle}.${randomUUID()}.partial`;
  await build({
    entryPoints: [source],
    outfile: partial,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['koffi'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  await rename(partial, bundle);
}

/** Before and after each step of a job, and around its end. */
export const crashPointsOf = (kind: JobKind): readonly string[] => [
  ...jobCatalog[kind].steps.flatMap(({ name }) => [`${name}:before`, `${name}:after`]),
  ...['end:before', 'end:after', 'report:after'],
];
