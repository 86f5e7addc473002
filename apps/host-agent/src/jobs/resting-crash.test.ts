/** `kill -9` of the host agent around every step of saving a VM and letting it go on. */
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { benchNextJobId, benchVmId, jobOnVm, openJobBench } from '../testing/job-bench.ts';
import { openProvisionedBench } from '../testing/provisioned-bench.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());

const kinds = [
  ['vm.save', 'saved'],
  ['vm.resume', 'running'],
] as const;

test.each(
  kinds.flatMap(([kind, power]) => crashPointsOf(kind).map((point) => [kind, point, power] as const)),
)('%s at %s: the job goes on, and the VM is %s', async (kind, point, power) => {
  const before = await openProvisionedBench(folder.path);
  if (kind === 'vm.resume') await before.driver.saving.save(benchVmId, AbortSignal.timeout(10_000));
  await before.close();
  expect(await runUntilKilled(folder.path, point, jobOnVm(kind, {}))).toBe('SIGKILL');
  const bench = await openJobBench({ folder: folder.path });
  expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(await bench.driver.find(benchVmId)).toMatchObject({ power });
  await bench.close();
});
