/** What a driver must do whose VMs are processes of this machine, beside the suite in `conformance.ts`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endSession } from '../process/end-session.ts';
import { identifyProcess, ProcessIdentity } from '../process/process-identity.ts';
import { readJson, writeJson } from '../vms/write-json.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

/** As such a driver records it. */
export async function recordedProcess(vmsFolder: string, vmId: string): Promise<ProcessIdentity> {
  const record = await readJson(join(vmsFolder, vmId, 'process.json'), ProcessIdentity);
  if (record === null) throw new Error(`VM ${vmId} has no process`);
  return record;
}

export function processConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`${name} as a driver of processes`, () => {
    const subject = driverUnderTest(makeFixture);

    test('takes no other process that has the recorded pid for its VM', async () => {
      const { fixture, driver, signal } = subject;
      const vm = await subject.create();
      const stale = { ...(await identifyProcess(process.pid)), startTime: '1' };
      await writeJson(join(fixture.vmsFolder, vm.vmId, 'process.json'), stale);
      expect((await driver.find(vm.vmId, signal))?.power).toBe('stopped');
      await endSession(ProcessIdentity.parse(stale));
      await driver.adopt(signal);
      expect(await readdir(join(fixture.vmsFolder, vm.vmId))).not.toContain('process.json');
      await driver.start(vm.vmId, signal);
      await driver.powerOff(vm.vmId, signal);
    });
  });
}
