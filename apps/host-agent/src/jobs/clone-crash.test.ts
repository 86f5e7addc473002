/** `kill -9` of the host agent around every step of a clone, and in the middle of copying and making its disk. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloneMode } from '@busbar/shared/jobs/vm-clone';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloneDocument, newVmId } from '../testing/import-job.ts';
import { benchNextJobId, benchVmId, type JobBench, jobOnVm, openJobBench } from '../testing/job-bench.ts';
import { halfImported, MemoryDriver } from '../testing/memory-driver.ts';
import { halfCopied } from '../testing/memory-exporting.ts';
import { openProvisionedBench } from '../testing/provisioned-bench.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

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

const jobFor = (mode: CloneMode): JobDocument => {
  const document = cloneDocument(mode);
  return { ...jobOnVm('vm.clone', document), vmId: newVmId, document };
};
const points = crashPointsOf('vm.clone');

test.each([
  ...[...points, halfCopied, halfImported].map((point) => ['full', point] as const),
  ...points.map((point) => ['linked', point] as const),
])('a %s clone, at %s: the job goes on, and there is one VM more', async (mode, point) => {
  expect(await runUntilKilled(folder.path, point, jobFor(mode))).toBe('SIGKILL');
  bench = await openJobBench({ folder: folder.path });
  expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect((await bench.driver.list()).map(({ name }) => name).toSorted()).toEqual(['web-1', 'web-2']);
  expect(await readdir(bench.exports.folder).catch((): string[] => [])).toEqual([]);
  expect((await bench.driver.done()).filter((what) => what === 'create-vm')).toHaveLength(2);
});

test.each([
  ['full', 'create-disk:before'],
  ['linked', 'take-source:before'],
] as const)('a %s clone whose source is gone at %s ends with nothing half made', async (mode, point) => {
  expect(await runUntilKilled(folder.path, point, jobFor(mode))).toBe('SIGKILL');
  await new MemoryDriver({ folder: folder.path }).delete(benchVmId);
  bench = await openJobBench({ folder: folder.path });
  const { outcome, leftBehind } = await bench.untilEnded(benchNextJobId);
  // What was copied is enough for a full one.
  expect({ outcome, leftBehind }).toEqual({
    outcome: mode === 'full' ? 'succeeded' : 'failed',
    leftBehind: [],
  });
  expect(await readdir(join(folder.path, 'vms'))).toEqual(mode === 'full' ? [newVmId] : []);
});
