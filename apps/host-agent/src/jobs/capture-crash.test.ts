/** The end of the host agent around every step of making an image of a VM, and in the middle of copying and converting. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { benchNextJobId, benchVmId, type JobBench, jobOnVm, openJobBench } from '../testing/job-bench.ts';
import { halfCopied } from '../testing/memory-exporting.ts';
import { halfConverted } from '../testing/memory-images.ts';
import { openProvisionedBench } from '../testing/provisioned-bench.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

const job = jobOnVm('vm.capture', {
  ...{ driver: 'sandbox', slug: 'golden', version: '1', title: 'Golden', os: 'Debian GNU/Linux' },
  ...{ defaultUser: null, secureBoot: 'linux', identity: 'kept' },
});
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

test.each([...crashPointsOf('vm.capture'), halfCopied, halfConverted])(
  'at %s: the job goes on, and the image is whole',
  async (point) => {
    expect(await runUntilKilled(folder.path, point, job)).toBe('SIGKILL');
    bench = await openJobBench({ folder: folder.path });
    expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect(await bench.driver.imageMaking.folder.list()).toMatchObject([
      { name: 'golden-1', check: { state: 'verified' } },
    ]);
    expect(await readdir(join(folder.path, 'images'))).toEqual(['golden-1']);
    expect(await readdir(bench.exports.folder)).toEqual([]);
  },
);
