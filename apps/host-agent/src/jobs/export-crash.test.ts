/** The end of the host agent around every step of an export and in the middle of its copying, mostly by `kill -9`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { benchNextJobId, benchVmId, type JobBench, jobOnVm, openJobBench } from '../testing/job-bench.ts';
import { MemoryDriver } from '../testing/memory-driver.ts';
import { halfCopied } from '../testing/memory-exporting.ts';
import { openProvisionedBench } from '../testing/provisioned-bench.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

const job = jobOnVm('vm.export', { name: 'kept', template: null, instanceId: null });

let folder: TemporaryDirectory;
let bench: JobBench;
beforeEach(async () => {
  folder = await temporaryDirectory();
  bench = await openProvisionedBench(folder.path);
  await bench.driver.powerOff(benchVmId);
  await bench.close();
});
afterEach(async () => {
  await bench.close();
  await folder.remove();
});

test.each([...crashPointsOf('vm.export'), halfCopied])(
  'at %s: the job goes on, and the export is whole',
  async (point) => {
    expect(await runUntilKilled(folder.path, point, job)).toBe('SIGKILL');
    bench = await openJobBench({ folder: folder.path });
    expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect((await bench.exports.list()).exports).toMatchObject([
      { id: benchNextJobId, name: 'kept', sizeBytes: 23 },
    ]);
    expect(await readdir(bench.exports.folder)).toEqual([benchNextJobId]);
  },
);

test('an agent that is stopped while it copies copies anew after its start', async () => {
  const first = await openJobBench({ folder: folder.path });
  first.driver.exporting.hangs = true;
  await first.runner.accept(job);
  await waitFor('the copying', async () => (await readdir(folder.path)).includes('exports'));
  await first.close();
  bench = await openJobBench({ folder: folder.path });
  expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(await readdir(bench.exports.folder)).toEqual([benchNextJobId]);
});

test('a job whose VM is gone meanwhile leaves no half export', async () => {
  expect(await runUntilKilled(folder.path, halfCopied, job)).toBe('SIGKILL');
  expect(await readdir(join(folder.path, 'exports'))).toEqual([`${benchNextJobId}.partial`]);
  await new MemoryDriver({ folder: folder.path }).delete(benchVmId);
  bench = await openJobBench({ folder: folder.path });
  expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'failed', leftBehind: [] });
  expect(await readdir(bench.exports.folder)).toEqual([]);
});

test('without room for it, nothing is copied', async () => {
  bench = await openJobBench({ folder: folder.path, freeBytes: 10 });
  const { outcome, error } = await bench.run(job);
  expect({ outcome, error }).toMatchObject({ outcome: 'failed', error: { code: 'insufficient-storage' } });
  expect(await bench.exports.list()).toMatchObject({ exports: [] });
  expect(await bench.driver.done()).not.toContain('copy-disks');
});
