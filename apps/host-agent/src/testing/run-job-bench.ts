/**
 * A process for crash tests: `node run-job-bench.ts <folder> <checkpoint> <provision|fail|keep|continue|a job's document>`.
 * It takes a job (or goes on with one) and kills itself at the checkpoint; without reaching it, it prints the job's end and leaves.
 */
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { crashingCheckpoint } from '../crashing-checkpoint.ts';
import { bringReplicas } from './bring-replicas.ts';
import { continuingJob, keptJob, openJobBench, provisionJob } from './job-bench.ts';
import { cloudInitDone } from './protocol-guest.ts';

// It is killed before it could do so at its end.
flushCompileCache();
const [folder = '', crashAt = '', what = 'provision'] = process.argv.slice(2);
const isFailing = what === 'fail' || what === 'keep';
const known = { provision: provisionJob, fail: provisionJob, keep: keptJob, continue: continuingJob };
const document = known[what as keyof typeof known]?.() ?? (JSON.parse(what) as JobDocument);
const bench = await openJobBench({
  folder,
  checkpoint: crashingCheckpoint(crashAt),
  cloudInit: (vmId) => ({
    ...cloudInitDone(vmId),
    ...(isFailing ? { state: 'error' as const, errors: ['runcmd: exit 1'] } : {}),
  }),
});
// What it is to copy lies in a folder beside the bench's own.
bringReplicas({
  ...{ desk: bench.replicas, jobId: document.jobId, from: join(folder, 'other') },
  signal: new AbortController().signal,
});
const { outcome, leftBehind } = await bench.run(document);
await bench.close();
console.log(JSON.stringify({ outcome, leftBehind }));
