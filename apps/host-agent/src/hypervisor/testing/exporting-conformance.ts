/** What every driver must do that declares the ability `exporting`, beside the suite in `conformance.ts`. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HypervisorDriver } from '../driver.ts';
import { type Exporting, exportingOf } from '../exporting.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

export function exportingConformance(
  name: string,
  makeFixture: () => Promise<DriverFixture>,
  /** Of a small VM, below the folder; parts that are its own, such as an id of the hypervisor's, left out. */
  expectedFiles: readonly RegExp[],
): void {
  describe(`${name} as a driver that exports`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal } = subject;
    let driver: HypervisorDriver;
    let exporting: Exporting;
    let folder: TemporaryDirectory;
    let folders = 0;
    beforeAll(async () => {
      folder = await temporaryDirectory();
      ({ driver } = subject);
      exporting = exportingOf(driver);
    });
    afterAll(() => folder.remove());

    const newFolder = async (): Promise<string> => {
      folders += 1;
      const path = join(folder.path, `it's no. ${folders}`);
      await mkdir(path);
      return path;
    };
    const filesIn = async (path: string): Promise<readonly string[]> =>
      (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
        .toSorted();

    test('says that it can', async () => {
      expect((await driver.facts(signal)).abilities).toContain('exporting');
    });

    test('copies all that a VM consists of, tells how far it is, and leaves the VM as it was', async () => {
      const vm = await subject.create();
      const before = await driver.find(vm.vmId, signal);
      const told: number[] = [];
      const into = await newFolder();
      const onProgress = (done: number, total: number | null): void => void told.push(done / (total ?? 0));
      const exported = await exporting.copyInto(vm.vmId, into, onProgress, signal);
      expect(exported).toMatchObject({ ...vm, power: 'stopped' });
      expect(exported.bytes).toBeGreaterThan(0);
      const files = await filesIn(into);
      expect(files).toHaveLength(expectedFiles.length);
      for (const [index, pattern] of expectedFiles.entries()) expect(files[index]).toMatch(pattern);
      expect(told.at(-1)).toBe(1);
      expect(told).toEqual(told.toSorted((one, other) => one - other));
      expect(await driver.find(vm.vmId, signal)).toEqual(before);
    });

    test('copies a second time into another folder, and starts the VM afterwards', async () => {
      const { vmId } = await subject.create();
      for (let time = 0; time < 2; time += 1)
        await exporting.copyInto(vmId, await newFolder(), () => undefined, signal);
      await driver.start(vmId, signal);
      expect(await subject.powerOf(vmId)).toBe('running');
    });

    test('copies a VM that runs only where it declares that, and leaves it running', async () => {
      const { vmId } = await subject.started();
      const isLive = (await driver.facts(signal)).abilities.includes('live-exporting');
      const into = await newFolder();
      const copying = exporting.copyInto(vmId, into, () => undefined, signal);
      if (isLive) expect(await copying).toMatchObject({ power: 'running' });
      else {
        await expect(copying).rejects.toMatchObject({
          code: 'precondition-failed',
          userMessage: expect.stringContaining('Shut it down'),
        });
        expect(await filesIn(into)).toEqual([]);
      }
      expect(await subject.powerOf(vmId)).toBe('running');
    });

    test('ends soon when it is cancelled, and can be done again', async () => {
      const { vmId } = await subject.create();
      const cancelled = AbortSignal.abort(new Error('cancelled by the test'));
      await expect(
        exporting.copyInto(vmId, await newFolder(), () => undefined, cancelled),
      ).rejects.toBeDefined();
      await exporting.settle(vmId, signal);
      await exporting.copyInto(vmId, await newFolder(), () => undefined, signal);
    });

    test('knows no VM that is not there', async () => {
      const vmId = '01890000-0000-7000-8000-0000000effff';
      const missing = { code: 'not-found' };
      await expect(exporting.look(vmId, signal)).rejects.toMatchObject(missing);
      const copying = exporting.copyInto(vmId, await newFolder(), () => undefined, signal);
      await expect(copying).rejects.toMatchObject(missing);
    });
  });
}
