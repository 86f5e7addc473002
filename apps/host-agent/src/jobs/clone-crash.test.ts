/** `kill -9` of the host agent around every step of a clone, and in the middle of copying and making its disk. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloneMode } from '@busbar/shared/jobs/vm-clone';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { expect, test } from 'vitest';
import { crashedHost } from '../testing/crashed-host.ts';
import { cloneDocument, newVmId } from '../testing/import-job.ts';
import { benchNextJobId, benchVmId, jobOnVm } from '../testing/job-bench.ts';
import { MemoryDriver } from '../testing/memory-driver.ts';
import { halfCopied } from '../testing/memory-exporting.ts';
import { halfImported } from '../testing/memory-importing.ts';
import { crashPointsOf } from '../testing/run-until-killed.ts';

const host = crashedHost();

const jobFor = (mode: CloneMode): JobDocument => {
  const document = cloneDocument(mode);
  return { ...jobOnVm('vm.clone', document), vmId: newVmId, document };
};
const points = crashPointsOf('vm.clone');

test.each([
  ...[...points, halfCopied, halfImported].map((point) => ['full', point] as const),
  ...points.map((point) => ['linked', point] as const),
])('a %s clone, at %s: the job goes on, and there is one VM more', async (mode, point) => {
  expect(await host.endAfter(point, jobFor(mode))).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect((await host.bench.driver.list()).map(({ name }) => name).toSorted()).toEqual(['web-1', 'web-2']);
  expect(await readdir(host.bench.exports.folder).catch((): string[] => [])).toEqual([]);
  expect((await host.bench.driver.done()).filter((what) => what === 'create-vm')).toHaveLength(2);
});

test.each([
  ['full', 'create-disk:before'],
  ['linked', 'take-source:before'],
] as const)('a %s clone whose source is gone at %s ends with nothing half made', async (mode, point) => {
  await host.killAt(point, jobFor(mode));
  await new MemoryDriver({ folder: host.folder }).delete(benchVmId);
  await host.start();
  const { outcome, leftBehind } = await host.bench.untilEnded(benchNextJobId);
  // What was copied is enough for a full one.
  expect({ outcome, leftBehind }).toEqual({
    outcome: mode === 'full' ? 'succeeded' : 'failed',
    leftBehind: [],
  });
  expect(await readdir(join(host.folder, 'vms'))).toEqual(mode === 'full' ? [newVmId] : []);
});
