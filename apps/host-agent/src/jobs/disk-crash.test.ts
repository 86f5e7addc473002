/** `kill -9` of the host agent around every step of the jobs with disks, and in the middle of writing one. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobKind } from '@busbar/shared/jobs/catalog';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { benchNextJobId, benchVmId, type JobBench, jobOnVm, openJobBench } from '../testing/job-bench.ts';
import { halfWritten } from '../testing/memory-disks.ts';
import { openProvisionedBench } from '../testing/provisioned-bench.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

const first = 'data-first';
const gibibyte = 2 ** 30;

let folder: TemporaryDirectory;
let bench: JobBench;
beforeEach(async () => {
  folder = await temporaryDirectory();
  bench = await openProvisionedBench(folder.path);
  const { disks } = bench.driver;
  await disks.create(benchVmId, { key: 'first', sizeBytes: gibibyte, kind: 'dynamic' });
  await disks.attach(benchVmId, first, null);
  await bench.driver.powerOff(benchVmId);
  await bench.close();
});
afterEach(async () => {
  await bench.close();
  await folder.remove();
});

const disksNow = async () =>
  (await bench.driver.disks.list(benchVmId)).slice(1).map(({ id, file, sizeBytes, fileBytes, kind }) => ({
    ...{ id, file, kind },
    ...{ sizeBytes, fileBytes },
  }));
/** Files of data disks, attached or not. */
const filesNow = async () =>
  (await readdir(join(folder.path, 'vms', benchVmId))).filter((name) => name.startsWith('data-')).toSorted();

const added = `data-${benchNextJobId}`;
const former = { id: 'data-1', file: first, kind: 'dynamic', sizeBytes: gibibyte, fileBytes: 100 };
const kinds = {
  'disk.add': {
    document: { sizeGb: 2, kind: 'fixed' },
    disks: [
      former,
      { id: 'data-2', file: added, kind: 'fixed', sizeBytes: 2 * gibibyte, fileBytes: 2 * gibibyte },
    ],
  },
  'disk.remove': { document: { diskId: 'data-1', deleteFile: true }, disks: [] },
  'disk.resize': {
    document: { diskId: 'data-1', sizeGb: 3 },
    disks: [{ ...former, sizeBytes: 3 * gibibyte }],
  },
  'disk.compact': { document: { diskId: 'data-1' }, disks: [{ ...former, fileBytes: 10 }] },
  'disk.convert': {
    document: { diskId: 'data-1', kind: 'fixed' },
    disks: [{ ...former, kind: 'fixed', fileBytes: gibibyte }],
  },
} as const;
type Kind = keyof typeof kinds & JobKind;
const jobFor = (kind: Kind): JobDocument => jobOnVm(kind, kinds[kind].document);
const writing: readonly Kind[] = ['disk.add', 'disk.compact', 'disk.convert'];

describe.each(Object.keys(kinds) as Kind[])('%s, killed with -9', (kind) => {
  test.each([...crashPointsOf(kind), ...(writing.includes(kind) ? [halfWritten] : [])])(
    'at %s: the job goes on, and nothing half made is left',
    async (point) => {
      expect(await runUntilKilled(folder.path, point, jobFor(kind))).toBe('SIGKILL');
      bench = await openJobBench({ folder: folder.path });
      expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
      expect(await disksNow()).toEqual(kinds[kind].disks);
      expect(await filesNow()).toEqual(kinds[kind].disks.map(({ file }) => file).toSorted());
    },
  );
});
