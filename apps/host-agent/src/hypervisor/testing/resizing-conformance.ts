/** What every driver must do that declares the ability `resizing`, beside the suite in `conformance.ts`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HypervisorDriver, VmSpecification } from '../driver.ts';
import { type Resizing, resizingOf } from '../resizing.ts';
import type { DriverFixture } from './conformance.ts';

const former = { cpuCount: 1, memoryBytes: 256 * 2 ** 20, diskBytes: 4 * 2 ** 30 };
const larger = { cpuCount: 2, memoryBytes: 512 * 2 ** 20, diskBytes: 5 * 2 ** 30 };

export function resizingConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`${name} as a driver that resizes`, () => {
    let fixture: DriverFixture;
    let driver: HypervisorDriver;
    let resizing: Resizing;
    let lastNumber = 0;
    const signal = new AbortController().signal;

    beforeAll(async () => {
      fixture = await makeFixture();
      driver = fixture.makeDriver();
      resizing = resizingOf(driver);
      await driver.adopt(signal);
    });
    afterAll(async () => {
      for (const { vmId } of await driver.list(signal)) await driver.delete(vmId, signal);
      await driver.close();
      await fixture.remove();
    });

    const create = async (): Promise<string> => {
      lastNumber += 1;
      const vm: VmSpecification = {
        vmId: `01890000-0000-7000-8000-0000000e000${lastNumber}`,
        name: `size-${lastNumber}`,
        image: fixture.image,
        network: 'none',
        ...former,
      };
      await driver.createDisk(vm, () => undefined, signal);
      await driver.createVm(vm, signal);
      return vm.vmId;
    };
    const resize = async (vmId: string, size: typeof former): Promise<void> => {
      await resizing.setMachine(vmId, size, signal);
      await resizing.growDisk(vmId, size.diskBytes, signal);
    };

    test('gives a VM other CPUs, memory and a larger disk, however often it is asked', async () => {
      const vmId = await create();
      expect(await resizing.sizeOf(vmId, signal)).toEqual(former);
      await resize(vmId, larger);
      await resize(vmId, larger);
      expect(await resizing.sizeOf(vmId, signal)).toEqual(larger);
      const { cpuCount, memoryBytes } = larger;
      expect(await driver.find(vmId, signal)).toMatchObject({ cpuCount, memoryBytes, power: 'stopped' });
    });

    test('is known to the next process of the host agent', async () => {
      const vmId = await create();
      await resize(vmId, larger);
      const next = fixture.makeDriver();
      await next.adopt(signal);
      expect(await resizingOf(next).sizeOf(vmId, signal)).toEqual(larger);
      await next.close();
    });

    test('makes fewer CPUs and less memory, and never a smaller disk', async () => {
      const vmId = await create();
      await resize(vmId, larger);
      const small = resizing.growDisk(vmId, former.diskBytes, signal);
      await expect(small).rejects.toMatchObject({ code: 'invalid-input' });
      await resizing.setMachine(vmId, former, signal);
      expect(await resizing.sizeOf(vmId, signal)).toEqual({ ...former, diskBytes: larger.diskBytes });
    });

    test('leaves a VM that runs as it is', async () => {
      const vmId = await create();
      await driver.start(vmId, signal);
      const refusal = { code: 'precondition-failed' };
      await expect(resizing.setMachine(vmId, larger, signal)).rejects.toMatchObject(refusal);
      await expect(resizing.growDisk(vmId, larger.diskBytes, signal)).rejects.toMatchObject(refusal);
      expect(await resizing.sizeOf(vmId, signal)).toEqual(former);
      await driver.powerOff(vmId, signal);
    });

    test('knows no VM that is not there', async () => {
      const vmId = '01890000-0000-7000-8000-0000000effff';
      const missing = { code: 'not-found' };
      await expect(resizing.sizeOf(vmId, signal)).rejects.toMatchObject(missing);
      await expect(resizing.setMachine(vmId, larger, signal)).rejects.toMatchObject(missing);
      await expect(resizing.growDisk(vmId, larger.diskBytes, signal)).rejects.toMatchObject(missing);
    });
  });
}
