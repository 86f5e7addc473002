/** What every driver must do that has both `exporting` and `images`: make an image's disk out of the copy of a VM. */

import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@busbar/shared/domain/ids';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportingOf } from '../exporting.ts';
import { imageMakingOf } from '../image-making.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

export function capturingConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`${name} as a driver that makes images of VMs`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal } = subject;
    let folder: TemporaryDirectory;
    beforeAll(async () => {
      folder = await temporaryDirectory();
    });
    afterAll(() => folder.remove());

    test('the image stands on nothing else, and VMs are made of it and start once its source is gone', async () => {
      const { driver } = subject;
      const vm = await subject.create();
      const jobId = newId({ nowMs: Date.now, randomBytes });
      const copy = join(folder.path, jobId);
      await mkdir(copy);
      await exportingOf(driver).copyInto(vm.vmId, copy, () => undefined, signal);
      const making = imageMakingOf(driver);
      const told: number[] = [];
      const progress = (done: number, total: number | null): void => void told.push(done / (total ?? 0));
      const into = await making.folder.begin(jobId);
      await making.takeCopy({ folder: copy, into, progress: () => undefined, signal });
      // A second time, as after a crash.
      const { virtualSizeBytes, boots } = await making.takeCopy({ folder: copy, into, progress, signal });
      expect(told.at(-1)).toBe(1);
      const disk = making.folder.newDiskOf(jobId);
      await chmod(disk, 0o444);
      const sha256 = await making.folder.sumNewDisk(jobId, () => undefined, signal);
      const record = making.recordOf({
        ...{ name: 'captured-1', title: 'Captured', os: 'Linux', hasCloudInit: false, secureBoot: 'off' },
        ...{ sha256, sizeBytes: (await stat(disk)).size, virtualSizeBytes },
        imported: {
          ...{ slug: 'captured', version: '1', source: 'a VM', sourceFormat: 'VM', sourceChecksum: null },
          ...{ defaultUser: null, importedAt: new Date().toISOString(), jobId },
        },
      });
      await making.folder.putInPlace(jobId, { ...record, ...boots });
      await making.folder.clean(jobId);
      await driver.delete(vm.vmId, signal);
      const next = { ...subject.specification(), image: 'captured-1' };
      await driver.createDisk(next, () => undefined, signal);
      await driver.createVm(next, signal);
      await driver.start(next.vmId, signal);
      expect(await subject.powerOf(next.vmId)).toBe('running');
      await driver.delete(next.vmId, signal);
      await making.folder.remove('captured-1', async () => undefined);
      expect(await readdir(making.folder.path)).not.toContain('captured-1');
    });
  });
}
