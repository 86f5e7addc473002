/** What every driver must do that declares the ability `linked-cloning`, beside the suite in `conformance.ts`. */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkpointsOf } from '../checkpoints.ts';
import type { HypervisorDriver, VmSpecification } from '../driver.ts';
import { exportingOf } from '../exporting.ts';
import { type Linking, linkingOf } from '../linking.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

export function linkingConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`${name} as a driver that makes linked clones`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal } = subject;
    let driver: HypervisorDriver;
    let linking: Linking;
    beforeAll(() => {
      ({ driver } = subject);
      linking = linkingOf(driver);
    });

    const filesOf = async (vmId: string): Promise<readonly string[]> =>
      (await readdir(join(subject.fixture.vmsFolder, vmId))).toSorted();
    const cloneOf = async (sourceId: string, layerId = randomUUID()): Promise<VmSpecification> => {
      const vm = subject.specification();
      await linking.freeze(sourceId, layerId, signal);
      await linking.createDiskOn({ sourceId, layerId }, vm, signal);
      await driver.createVm(vm, signal);
      return vm;
    };
    const expectToRun = async (...vmIds: readonly string[]): Promise<void> => {
      for (const vmId of vmIds) await driver.start(vmId, signal);
      for (const vmId of vmIds) {
        expect(await subject.powerOf(vmId)).toBe('running');
        await driver.powerOff(vmId, signal);
      }
    };

    test('says that it can', async () => {
      expect((await driver.facts(signal)).abilities).toContain('linked-cloning');
    });

    test('source and clone run at the same time, and so does a clone of the clone', async () => {
      const source = await subject.create();
      const clone = await cloneOf(source.vmId);
      const second = await cloneOf(clone.vmId);
      expect(await driver.find(clone.vmId, signal)).toMatchObject({ name: clone.name, power: 'stopped' });
      await expectToRun(source.vmId, clone.vmId, second.vmId);
    });

    test('either may be deleted first, and what is left may be exported', async () => {
      const source = await subject.create();
      const [one, other] = [await cloneOf(source.vmId), await cloneOf(source.vmId)];
      await driver.delete(one.vmId, signal);
      await expectToRun(source.vmId, other.vmId);
      await driver.delete(source.vmId, signal);
      await expectToRun(other.vmId);
      expect(await exportingOf(driver).look(other.vmId, signal)).toMatchObject({ power: 'stopped' });
    });

    test('freezes once, however often it is asked, and takes it back', async () => {
      const { vmId } = await subject.create();
      const before = await filesOf(vmId);
      const layerId = randomUUID();
      await linking.freeze(vmId, layerId, signal);
      const frozen = await filesOf(vmId);
      await linking.freeze(vmId, layerId, signal);
      expect(await filesOf(vmId)).toEqual(frozen);
      expect(frozen).not.toEqual(before);
      await linking.thaw(vmId, layerId, signal);
      await linking.thaw(vmId, layerId, signal);
      expect(await filesOf(vmId)).toEqual(before);
      await expectToRun(vmId);
    });

    test('takes nothing back under a source that runs: it keeps its layer and goes on', async () => {
      const { vmId } = await subject.create();
      const layerId = randomUUID();
      await linking.freeze(vmId, layerId, signal);
      const frozen = await filesOf(vmId);
      await driver.start(vmId, signal);
      await expect(linking.thaw(vmId, layerId, signal)).rejects.toMatchObject({
        code: 'precondition-failed',
        details: { leftBehind: [expect.any(String)] },
      });
      expect(await filesOf(vmId)).toEqual(expect.arrayContaining([...frozen]));
      await driver.powerOff(vmId, signal);
      await linking.thaw(vmId, layerId, signal);
      await expectToRun(vmId);
    });

    test('refuses a VM that runs, one with checkpoints and one that is not there', async () => {
      const { vmId } = await subject.create();
      await checkpointsOf(driver).create(vmId, 'kept', signal);
      const before = await filesOf(vmId);
      await expect(linking.freeze(vmId, randomUUID(), signal)).rejects.toMatchObject({
        userMessage: expect.stringContaining('Make a full clone, or remove the checkpoints'),
      });
      expect(await filesOf(vmId)).toEqual(before);
      const running = await subject.started();
      await expect(linking.freeze(running.vmId, randomUUID(), signal)).rejects.toMatchObject({
        userMessage: expect.stringContaining('Shut it down first'),
      });
      await expect(linking.look(randomUUID(), signal)).rejects.toMatchObject({ code: 'not-found' });
    });
  });
}
