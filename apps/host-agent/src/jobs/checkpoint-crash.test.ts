/** `kill -9` of the host agent around every step of the jobs with checkpoints. */
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { benchNextJobId, benchVmId, type JobBench, jobOnVm, openJobBench } from '../testing/job-bench.ts';
import { openProvisionedBench } from '../testing/provisioned-bench.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

let folder: TemporaryDirectory;
let oldId: string;
beforeEach(async () => {
  folder = await temporaryDirectory();
  const bench = await openProvisionedBench(folder.path);
  oldId = (await bench.driver.checkpoints.create(benchVmId, 'old')).id;
  await bench.close();
});
afterEach(() => folder.remove());

const kinds = {
  'checkpoint.create': { job: () => ({ name: 'new' }), once: 'create-checkpoint', names: ['old', 'new'] },
  'checkpoint.apply': {
    job: () => ({ checkpointId: oldId, start: true }),
    once: 'apply-checkpoint',
    names: ['old'],
  },
  'checkpoint.rename': {
    job: () => ({ checkpointId: oldId, name: 'older' }),
    once: 'rename-checkpoint',
    names: ['older'],
  },
  'checkpoint.remove': { job: () => ({ checkpointId: oldId }), once: 'remove-checkpoint', names: [] },
} as const;
type Kind = keyof typeof kinds;

/** What the driver did for the job: all but what made the VM and its first checkpoint. */
const doneByJob = async ({ driver }: JobBench): Promise<readonly string[]> =>
  (await driver.done()).slice(['create-disk', 'create-vm', 'start', 'keep-identity', 'old'].length);

describe.each(Object.keys(kinds) as Kind[])('%s, killed with -9', (kind) => {
  test.each(crashPointsOf(kind))('at %s: the job goes on and nothing is done twice', async (point) => {
    const { job, once, names } = kinds[kind];
    const document = jobOnVm(kind, job());
    expect(await runUntilKilled(folder.path, point, document)).toBe('SIGKILL');
    const bench = await openJobBench({ folder: folder.path });
    expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect(await doneByJob(bench)).toEqual(kind === 'checkpoint.apply' ? [once, 'start'] : [once]);
    expect((await bench.driver.checkpoints.list(benchVmId)).map(({ name }) => name)).toEqual(names);
    expect(await bench.driver.find(benchVmId)).toMatchObject({ power: 'running' });
    await bench.close();
  });
});
