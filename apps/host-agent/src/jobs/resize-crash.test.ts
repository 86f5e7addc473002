/** `kill -9` of the host agent around every step of a resizing. */
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { benchNextJobId, benchVmId, jobOnVm, openJobBench } from '../testing/job-bench.ts';
import { openProvisionedBench } from '../testing/provisioned-bench.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

const larger = { cpuCount: 4, memoryBytes: 2 ** 30, diskBytes: 2 ** 31 };

let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
  const bench = await openProvisionedBench(folder.path);
  await bench.driver.powerOff(benchVmId);
  await bench.close();
});
afterEach(() => folder.remove());

test.each(crashPointsOf('vm.resize'))(
  'at %s: the job goes on, and the VM has its new size',
  async (point) => {
    expect(await runUntilKilled(folder.path, point, jobOnVm('vm.resize', larger))).toBe('SIGKILL');
    const bench = await openJobBench({ folder: folder.path });
    expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect(await bench.driver.find(benchVmId)).toMatchObject({ ...larger, power: 'stopped' });
    await bench.close();
  },
);
