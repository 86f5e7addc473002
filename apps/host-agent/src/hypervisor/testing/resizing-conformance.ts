/** What every driver must do that declares the ability `resizing`, beside the suite in `conformance.ts`. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { HypervisorDriver } from '../driver.ts';
import { type Resizing, resizingOf } from '../resizing.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

const former = { cpuCount: 1, memoryBytes: 256 * 2 ** 20, diskBytes: 4 * 2 ** 30, dynamicMemory: null };
const larger = { cpuCount: 2, memoryBytes: 512 * 2 ** 20, diskBytes: 5 * 2 ** 30, dynamicMemory: null };

export function resizingConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`${name} as a driver that resizes`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal } = subject;
    const create = async (): Promise<string> => (await subject.create(former)).vmId;
    let driver: HypervisorDriver;
    let resizing: Resizing;
    beforeAll(() => {
      ({ driver } = subject);
      resizing = resizingOf(driver);
    });

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
      driver = await subject.restart();
      resizing = resizingOf(driver);
      expect(await resizing.sizeOf(vmId, signal)).toEqual(larger);
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
