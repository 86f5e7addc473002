/** For tests of what a host agent makes of a job after its end: one VM on its disk, which is off, and nobody at work. */
import type { JobDocument } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect } from 'vitest';
import { benchNextJobId, benchVmId, type JobBench, type JobBenchOptions, openJobBench } from './job-bench.ts';
import { openProvisionedBench } from './provisioned-bench.ts';
import { runUntilKilled } from './run-until-killed.ts';
import type { JobEnded } from './until-ended.ts';

export type CrashedHost = {
  readonly folder: string;
  /** The agent that was started last. */
  readonly bench: JobBench;
  readonly start: (options?: Omit<JobBenchOptions, 'folder'>) => Promise<JobBench>;
  /** Runs the job in a process of its own, which is killed there with -9. */
  readonly killAt: (point: string, job: JobDocument) => Promise<void>;
  /** How the job ends once the agent has been started again. */
  readonly endAfter: (point: string, job: JobDocument) => Promise<JobEnded>;
};

/** A new one for each test of the file that calls this. `arrange`: what else has been done before the end. */
export function crashedHost(
  arrange: (bench: JobBench) => Promise<void> = () => Promise.resolve(),
): CrashedHost {
  let folder: TemporaryDirectory;
  let bench: JobBench;
  beforeEach(async () => {
    folder = await temporaryDirectory();
    bench = await openProvisionedBench(folder.path);
    await bench.driver.powerOff(benchVmId);
    await arrange(bench);
    await bench.close();
  });
  afterEach(async () => {
    await bench.close();
    await folder.remove();
  });
  const start: CrashedHost['start'] = async (options = {}) => {
    bench = await openJobBench({ ...options, folder: folder.path });
    return bench;
  };
  const killAt: CrashedHost['killAt'] = async (point, job) => {
    expect(await runUntilKilled(folder.path, point, job)).toBe('SIGKILL');
  };
  return {
    get folder() {
      return folder.path;
    },
    get bench() {
      return bench;
    },
    start,
    killAt,
    endAfter: async (point, job) => {
      await killAt(point, job);
      return (await start()).untilEnded(benchNextJobId);
    },
  };
}
