/** What every driver must do that declares the ability `importing`, beside the suite in `conformance.ts`. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HypervisorDriver, VmSpecification } from '../driver.ts';
import { exportingOf } from '../exporting.ts';
import { type Importing, importingOf } from '../importing.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

export function importingConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`${name} as a driver that imports`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal } = subject;
    let driver: HypervisorDriver;
    let importing: Importing;
    let folder: TemporaryDirectory;
    let copies = 0;
    beforeAll(async () => {
      folder = await temporaryDirectory();
      ({ driver } = subject);
      importing = importingOf(driver);
    });
    afterAll(() => folder.remove());

    const copyOf = async (vmId: string): Promise<string> => {
      copies += 1;
      const into = join(folder.path, `copy's no. ${copies}`);
      await mkdir(into);
      await exportingOf(driver).copyInto(vmId, into, () => undefined, signal);
      return into;
    };
    const filesIn = async (path: string): Promise<readonly string[]> =>
      (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .toSorted();
    const sumsOf = async (path: string): Promise<readonly string[]> => {
      const files = await filesIn(path);
      const sumOf = async (file: string) =>
        `${file} ${createHash('sha256')
          .update(await readFile(file))
          .digest('hex')}`;
      return Promise.all(files.map(sumOf));
    };
    const importAs = async (vm: VmSpecification, copied: string, isKept = true): Promise<void> => {
      await importing.createDiskFrom({ folder: copied, isKept }, vm, () => undefined, signal);
      await driver.createVm(vm, signal);
    };

    test('says that it can', async () => {
      expect((await driver.facts(signal)).abilities).toContain('importing');
    });

    test('makes a second VM beside the first, which starts, and leaves the copy and the first as they were', async () => {
      const first = await subject.create();
      const copied = await copyOf(first.vmId);
      const [before, sums] = [await driver.find(first.vmId, signal), await sumsOf(copied)];
      const told: number[] = [];
      const vm = subject.specification();
      const onProgress = (done: number, total: number | null): void => void told.push(done / (total ?? 0));
      await importing.createDiskFrom({ folder: copied, isKept: true }, vm, onProgress, signal);
      expect(told.at(-1)).toBe(1);
      expect(await driver.find(vm.vmId, signal)).toBeNull();
      await driver.createVm(vm, signal);
      const { name: _name, vmId: _vmId, ...like } = before ?? { name: '', vmId: '' };
      expect(await driver.find(vm.vmId, signal)).toEqual({ ...like, vmId: vm.vmId, name: vm.name });
      await driver.start(vm.vmId, signal);
      expect(await subject.powerOf(vm.vmId)).toBe('running');
      await driver.powerOff(vm.vmId, signal);
      expect(await driver.find(first.vmId, signal)).toEqual(before);
      expect(await sumsOf(copied)).toEqual(sums);
    });

    test('stands on itself: the first and the copy may go, and it may be exported and resized in turn', async () => {
      const first = await subject.create();
      const copied = await copyOf(first.vmId);
      const vm = subject.specification();
      await importAs(vm, copied, false);
      await driver.delete(first.vmId, signal);
      await rm(copied, { recursive: true });
      const again = subject.specification();
      await importAs(again, await copyOf(vm.vmId));
      for (const { vmId } of [vm, again]) {
        await driver.start(vmId, signal);
        expect(await subject.powerOf(vmId)).toBe('running');
        await driver.powerOff(vmId, signal);
      }
    });

    test('brings a VM back under its own id and name once it is gone', async () => {
      const vm = await subject.create();
      const before = await driver.find(vm.vmId, signal);
      const copied = await copyOf(vm.vmId);
      await driver.delete(vm.vmId, signal);
      await importAs(vm, copied);
      expect(await driver.find(vm.vmId, signal)).toEqual(before);
    });

    test('keeps a disk that is complete, and makes one anew that was cut short', async () => {
      const copied = await copyOf((await subject.create()).vmId);
      const vm = subject.specification();
      const cancelled = AbortSignal.abort(new Error('cancelled by the test'));
      const copying = importing.createDiskFrom(
        { folder: copied, isKept: true },
        vm,
        () => undefined,
        cancelled,
      );
      await expect(copying).rejects.toBeDefined();
      await importing.createDiskFrom({ folder: copied, isKept: true }, vm, () => undefined, signal);
      const stampsOf = async () => {
        const files = await filesIn(join(subject.fixture.vmsFolder, vm.vmId));
        return Promise.all(files.map(async (file) => `${file} ${(await stat(file)).mtimeMs}`));
      };
      const stamps = await stampsOf();
      await importing.createDiskFrom({ folder: copied, isKept: true }, vm, () => undefined, signal);
      expect(await stampsOf()).toEqual(stamps);
      expect((await driver.delete(vm.vmId, signal)).removed).not.toEqual([]);
      expect((await readdir(subject.fixture.vmsFolder)).includes(vm.vmId)).toBe(false);
    });

    test('refuses what is no copy of its own, and leaves nothing of it', async () => {
      copies += 1;
      const foreign = join(folder.path, `foreign ${copies}`);
      await mkdir(foreign);
      await writeFile(join(foreign, 'disk'), 'something');
      const vm = subject.specification();
      await expect(importAs(vm, foreign)).rejects.toMatchObject({
        code: 'invalid-input',
        userMessage: expect.stringContaining('Nothing was made'),
      });
      expect(await driver.find(vm.vmId, signal)).toBeNull();
    });

    test('without room for the disk makes nothing', async () => {
      const copied = await copyOf((await subject.create()).vmId);
      const full = subject.fixture.makeDriver({ freeBytes: async () => 0 });
      const vm = subject.specification();
      const making = importingOf(full).createDiskFrom(
        { folder: copied, isKept: true },
        vm,
        () => undefined,
        signal,
      );
      await expect(making).rejects.toMatchObject({ code: 'insufficient-storage' });
      expect((await driver.delete(vm.vmId, signal)).removed).toEqual([]);
      await full.close();
    });
  });
}
