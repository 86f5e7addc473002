/** `kill -9` of the host agent around every step of an import and in the middle of its copying. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ExportStore } from '../exports/export-store.ts';
import { importDocument, newVmId } from '../testing/import-job.ts';
import {
  benchJobIdOf,
  benchNextJobId,
  benchVmId,
  type JobBench,
  jobOnVm,
  openJobBench,
} from '../testing/job-bench.ts';
import { halfImported } from '../testing/memory-driver.ts';
import { openProvisionedBench } from '../testing/provisioned-bench.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

let folder: TemporaryDirectory;
let bench: JobBench;
let job: JobDocument;
beforeEach(async () => {
  folder = await temporaryDirectory();
  bench = await openProvisionedBench(folder.path);
  await bench.driver.powerOff(benchVmId);
  await bench.run(jobOnVm('vm.export', { name: 'kept', template: null, instanceId: null }, benchJobIdOf(1)));
  const document = importDocument((await bench.exports.list()).exports[0]);
  job = { ...jobOnVm('vm.import', document, benchNextJobId), vmId: newVmId, document };
  await bench.close();
});
afterEach(async () => {
  await bench.close();
  await folder.remove();
});

const times = async (what: string) => (await bench.driver.done()).filter((done) => done === what).length;

test.each([...crashPointsOf('vm.import'), halfImported])(
  'at %s: the job goes on, and there is one VM more',
  async (point) => {
    expect(await runUntilKilled(folder.path, point, job)).toBe('SIGKILL');
    bench = await openJobBench({ folder: folder.path });
    expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect((await bench.driver.list()).map(({ name }) => name).toSorted()).toEqual(['web-1', 'web-2']);
    expect(await bench.driver.find(newVmId)).toMatchObject({ power: 'stopped' });
    expect([await times('create-disk-from'), await times('create-vm')]).toEqual([1, 2]);
  },
);

test('an export that is gone after the crash leaves nothing half made', async () => {
  expect(await runUntilKilled(folder.path, halfImported, job)).toBe('SIGKILL');
  expect((await readdir(join(folder.path, 'vms'))).toSorted()).toEqual([benchVmId, newVmId]);
  await new ExportStore(join(folder.path, 'exports')).removeThere(benchJobIdOf(1));
  bench = await openJobBench({ folder: folder.path });
  expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'failed', leftBehind: [] });
  expect(await readdir(join(folder.path, 'vms'))).toEqual([benchVmId]);
});
