import { join } from 'node:path';
import { jobCatalog } from '@busbar/shared/jobs/catalog';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { benchJobId, benchNextJobId, benchVmId, keptJob, openJobBench } from '../testing/job-bench.ts';
import { namesIn } from '../testing/names-in.ts';
import { cloudInitDone } from '../testing/protocol-guest.ts';
import { runUntilKilled } from '../testing/run-until-killed.ts';

let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());

const count = (done: readonly string[], what: string): number => done.filter((line) => line === what).length;
const entriesOf = (name: string): Promise<readonly string[]> => namesIn(join(folder.path, name));

const steps = jobCatalog['vm.provision'].steps.map(({ name }) => name);
const points = steps.flatMap((step) => [`${step}:before`, `${step}:after`]);

describe('killed with -9 while it provisions', () => {
  test.each([...points, 'end:before', 'end:after', 'report:after'])(
    'at %s: the job goes on and nothing is done twice',
    async (point) => {
      expect(await runUntilKilled(folder.path, point, 'provision')).toBe('SIGKILL');
      const bench = await openJobBench({ folder: folder.path });
      expect(await bench.untilEnded(benchJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
      const done = await bench.driver.done();
      for (const what of ['create-disk', 'create-vm', 'start']) expect(count(done, what), what).toBe(1);
      expect(count(done, 'delete')).toBe(0);
      expect((await bench.driver.list()).map(({ vmId, power, media }) => [vmId, power, media])).toEqual([
        [benchVmId, 'running', []],
      ]);
      expect(await entriesOf('seeds')).toEqual([]);
      const ends = (await bench.outbox.read(0)).filter(({ type }) => type === 'job-ended');
      expect(ends).toHaveLength(1);
      await bench.close();
    },
  );
});

describe('killed with -9 while it undoes a failure', () => {
  const undone = ['start', 'attach-media', 'create-vm', 'create-disk', 'build-iso', 'check'];
  const undoPoints = undone.flatMap((step) => [`undo-${step}:before`, `undo-${step}:after`]);
  test.each(undoPoints)('at %s: nothing is left behind', async (point) => {
    expect(await runUntilKilled(folder.path, point, 'fail')).toBe('SIGKILL');
    const cloudInit = (vmId: string) => ({
      ...cloudInitDone(vmId),
      state: 'error' as const,
      errors: ['again'],
    });
    const bench = await openJobBench({ folder: folder.path, cloudInit });
    expect(await bench.untilEnded(benchJobId)).toMatchObject({
      outcome: 'failed',
      leftBehind: [],
      error: { message: 'cloud-init failed: runcmd: exit 1' },
    });
    expect(await bench.driver.list()).toEqual([]);
    expect(await entriesOf('vms')).toEqual([]);
    expect(await entriesOf('seeds')).toEqual([]);
    expect(count(await bench.driver.done(), 'start')).toBe(1);
    await bench.close();
  });
});

const cloudInitFailed = (vmId: string) => ({
  ...cloudInitDone(vmId),
  state: 'error' as const,
  errors: ['runcmd: exit 1'],
});

describe('killed with -9 while it fails and keeps what it made', () => {
  const failing = ['start:after', 'wait-channel:after', 'wait-cloud-init:before'];
  test.each([...failing, 'end:before', 'end:after', 'report:after'])(
    'at %s: all of it is still there, and nothing was undone',
    async (point) => {
      expect(await runUntilKilled(folder.path, point, 'keep')).toBe('SIGKILL');
      const bench = await openJobBench({ folder: folder.path, cloudInit: cloudInitFailed });
      expect(await bench.untilEnded(benchJobId)).toMatchObject({
        outcome: 'failed',
        leftBehind: [],
        kept: true,
      });
      expect(await bench.driver.done()).toEqual(['create-disk', 'create-vm', 'start']);
      expect((await bench.driver.list()).map(({ power, media }) => [power, media.length])).toEqual([
        ['running', 1],
      ]);
      expect(await entriesOf('seeds')).toEqual([benchVmId]);
      await bench.close();
    },
  );
});

describe('killed with -9 while it continues a kept job', () => {
  const continued = ['wait-cloud-init', 'keep-identity', 'detach-seed', 'verify'];
  const continuePoints = continued.flatMap((step) => [`${step}:before`, `${step}:after`]);
  test.each([
    'continue:before',
    'continue:after',
    ...continuePoints,
    'end:before',
    'end:after',
    'report:after',
  ])('at %s: it goes on, and what was done before is not done again', async (point) => {
    const first = await openJobBench({ folder: folder.path, cloudInit: cloudInitFailed });
    expect(await first.run(keptJob())).toMatchObject({ outcome: 'failed', kept: true });
    await first.close();
    expect(await runUntilKilled(folder.path, point, 'continue')).toBe('SIGKILL');
    const bench = await openJobBench({ folder: folder.path });
    const end = await bench.untilEnded(benchNextJobId);
    expect(end).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    const done = await bench.driver.done();
    for (const what of ['create-disk', 'create-vm', 'start']) expect(count(done, what), what).toBe(1);
    expect(count(done, 'delete')).toBe(0);
    expect((await bench.driver.list()).map(({ power, media }) => [power, media])).toEqual([['running', []]]);
    expect(await entriesOf('seeds')).toEqual([]);
    const ends = (await bench.outbox.read(0)).filter(({ type }) => type === 'job-ended');
    expect(ends).toHaveLength(2);
    await bench.close();
  });
});
