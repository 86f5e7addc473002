/** The end of the host agent around every step of an export and in the middle of its copying, mostly by `kill -9`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, test } from 'vitest';
import { crashedHost } from '../testing/crashed-host.ts';
import { benchNextJobId, benchVmId, jobOnVm, openJobBench } from '../testing/job-bench.ts';
import { MemoryDriver } from '../testing/memory-driver.ts';
import { halfCopied } from '../testing/memory-exporting.ts';
import { crashPointsOf } from '../testing/run-until-killed.ts';

const job = jobOnVm('vm.export', { name: 'kept', template: null, instanceId: null });

const host = crashedHost();

test.each([...crashPointsOf('vm.export'), halfCopied])(
  'at %s: the job goes on, and the export is whole',
  async (point) => {
    expect(await host.endAfter(point, job)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect((await host.bench.exports.list()).exports).toMatchObject([
      { id: benchNextJobId, name: 'kept', sizeBytes: 23 },
    ]);
    expect(await readdir(host.bench.exports.folder)).toEqual([benchNextJobId]);
  },
);

test('an agent that is stopped while it copies copies anew after its start', async () => {
  const first = await openJobBench({ folder: host.folder });
  first.driver.exporting.hangs = true;
  await first.runner.accept(job);
  await waitFor('the copying', async () => (await readdir(host.folder)).includes('exports'));
  await first.close();
  await host.start();
  expect(await host.bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(await readdir(host.bench.exports.folder)).toEqual([benchNextJobId]);
});

test('a job whose VM is gone meanwhile leaves no half export', async () => {
  await host.killAt(halfCopied, job);
  expect(await readdir(join(host.folder, 'exports'))).toEqual([`${benchNextJobId}.partial`]);
  await new MemoryDriver({ folder: host.folder }).delete(benchVmId);
  await host.start();
  expect(await host.bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'failed', leftBehind: [] });
  expect(await readdir(host.bench.exports.folder)).toEqual([]);
});

test('without room for it, nothing is copied', async () => {
  await host.start({ freeBytes: 10 });
  const { outcome, error } = await host.bench.run(job);
  expect({ outcome, error }).toMatchObject({ outcome: 'failed', error: { code: 'insufficient-storage' } });
  expect(await host.bench.exports.list()).toMatchObject({ exports: [] });
  expect(await host.bench.driver.done()).not.toContain('copy-disks');
});
