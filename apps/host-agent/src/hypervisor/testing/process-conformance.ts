/** What a driver must do whose VMs are processes of this machine, beside the suite in `conformance.ts`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HypervisorDriver, VmSpecification } from '../driver.ts';
import { endSession } from '../process/end-session.ts';
import { identifyProcess, ProcessIdentity } from '../process/process-identity.ts';
import { readJson, writeJson } from '../vms/write-json.ts';
import type { DriverFixture } from './conformance.ts';

/** As such a driver records it. */
export async function recordedProcess(vmsFolder: string, vmId: string): Promise<ProcessIdentity> {
  const record = await readJson(join(vmsFolder, vmId, 'process.json'), ProcessIdentity);
  if (record === null) throw new Error(`VM ${vmId} has no process`);
  return record;
}

export function processConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`${name} as a driver of processes`, () => {
    let fixture: DriverFixture;
    let driver: HypervisorDriver;
    const signal = new AbortController().signal;

    beforeAll(async () => {
      fixture = await makeFixture();
      driver = fixture.makeDriver();
      await driver.adopt(signal);
    });
    afterAll(async () => {
      for (const { vmId } of await driver.list(signal)) await driver.delete(vmId, signal);
      await driver.close();
      await fixture.remove();
    });

    test('takes no other process that has the recorded pid for its VM', async () => {
      const vm: VmSpecification = {
        vmId: '01890000-0000-7000-8000-0000000000f0',
        name: 'impostor',
        image: fixture.image,
        cpuCount: 1,
        memoryBytes: 256 * 2 ** 20,
        diskBytes: 4 * 2 ** 30,
        network: 'none',
      };
      await driver.createDisk(vm, () => undefined, signal);
      await driver.createVm(vm, signal);
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
