/**
 * A process for crash tests: `node run-job-bench.ts <folder> <checkpoint> <provision|fail|cancel|resume>`. It takes a job (or goes
 * on with one) and kills itself at the checkpoint; without reaching it, it prints the job's end and leaves.
 */
import { crashingCheckpoint } from '../crashing-checkpoint.ts';
import { benchJobId, openJobBench, provisionJob } from './job-bench.ts';
import { cloudInitDone } from './protocol-guest.ts';

const [folder = '', crashAt = '', what = 'provision'] = process.argv.slice(2);
const isFailing = what.startsWith('fail');
const bench = await openJobBench({
  folder,
  checkpoint: crashingCheckpoint(crashAt),
  cloudInit: (vmId) => ({
    ...cloudInitDone(vmId),
    ...(isFailing ? { state: 'error' as const, errors: ['runcmd: exit 1'] } : {}),
  }),
});
await bench.runner.accept(provisionJob());
const { outcome, leftBehind } = await bench.untilEnded(benchJobId);
await bench.close();
console.log(JSON.stringify({ outcome, leftBehind }));
