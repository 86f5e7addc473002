/** `kill -9` of the host agent around every step of an import and in the middle of its copying. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { expect, test } from 'vitest';
import { ExportStore } from '../exports/export-store.ts';
import { crashedHost } from '../testing/crashed-host.ts';
import { importDocument, newVmId } from '../testing/import-job.ts';
import { benchJobIdOf, benchNextJobId, benchVmId, jobOnVm } from '../testing/job-bench.ts';
import { halfImported } from '../testing/memory-importing.ts';
import { crashPointsOf } from '../testing/run-until-killed.ts';

let job: JobDocument;
const host = crashedHost(async (bench) => {
  await bench.run(jobOnVm('vm.export', { name: 'kept', template: null, instanceId: null }, benchJobIdOf(1)));
  const document = importDocument((await bench.exports.list()).exports[0]);
  job = { ...jobOnVm('vm.import', document, benchNextJobId), vmId: newVmId, document };
});

const times = async (what: string) => (await host.bench.driver.done()).filter((done) => done === what).length;

test.each([...crashPointsOf('vm.import'), halfImported])(
  'at %s: the job goes on, and there is one VM more',
  async (point) => {
    expect(await host.endAfter(point, job)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect((await host.bench.driver.list()).map(({ name }) => name).toSorted()).toEqual(['web-1', 'web-2']);
    expect(await host.bench.driver.find(newVmId)).toMatchObject({ power: 'stopped' });
    expect([await times('create-disk-from'), await times('create-vm')]).toEqual([1, 2]);
  },
);

test('an export that is gone after the crash leaves nothing half made', async () => {
  await host.killAt(halfImported, job);
  expect((await readdir(join(host.folder, 'vms'))).toSorted()).toEqual([benchVmId, newVmId]);
  await new ExportStore(join(host.folder, 'exports')).removeThere(benchJobIdOf(1));
  await host.start();
  expect(await host.bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'failed', leftBehind: [] });
  expect(await readdir(join(host.folder, 'vms'))).toEqual([benchVmId]);
});
