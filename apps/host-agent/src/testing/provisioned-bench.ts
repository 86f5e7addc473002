/** A bench with the VM of `provisionJob` on it, for tests of what is done with a VM afterwards. */
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect } from 'vitest';
import { benchJobIdOf, type JobBench, jobOnVm, openJobBench, provisionJob } from './job-bench.ts';
import type { JobEnded } from './until-ended.ts';

export async function openProvisionedBench(folder: string): Promise<JobBench> {
  const bench = await openJobBench({ folder });
  expect(await bench.run(provisionJob())).toMatchObject({ outcome: 'succeeded' });
  return bench;
}

export type ProvisionedBench = Pick<
  JobBench,
  'driver' | 'fleet' | 'exports' | 'backups' | 'runner' | 'outbox'
> & {
  readonly folder: string;
  /** Runs a job on the VM to its end. */
  readonly run: (kind: string, document: object) => Promise<JobEnded>;
  /** What this job has logged. */
  readonly linesOf: (jobId: string) => Promise<readonly string[]>;
};

/** A new one for each test of the file that calls this, closed after it. */
export function provisionedBench(): ProvisionedBench {
  let folder: TemporaryDirectory;
  let bench: JobBench;
  let jobs = 0;
  beforeEach(async () => {
    folder = await temporaryDirectory();
    bench = await openProvisionedBench(folder.path);
  });
  afterEach(async () => {
    await bench.close();
    await folder.remove();
  });
  return {
    get folder() {
      return folder.path;
    },
    get driver() {
      return bench.driver;
    },
    get fleet() {
      return bench.fleet;
    },
    get exports() {
      return bench.exports;
    },
    get backups() {
      return bench.backups;
    },
    get outbox() {
      return bench.outbox;
    },
    get runner() {
      return bench.runner;
    },
    linesOf: async (jobId) =>
      (await bench.outbox.read(0)).flatMap((event) =>
        event.type === 'log' && event.jobId === jobId ? [event.line] : [],
      ),
    run: (kind, document) => {
      jobs += 1;
      return bench.run(jobOnVm(kind, document, benchJobIdOf(jobs)));
    },
  };
}
