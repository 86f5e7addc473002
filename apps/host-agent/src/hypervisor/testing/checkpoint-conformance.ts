/** What every driver must do that declares the ability `checkpoints`, beside the suite in `conformance.ts`. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Checkpoints, HasCheckpoints } from '../checkpoints.ts';
import { checkpointsOf } from '../checkpoints.ts';
import type { HypervisorDriver } from '../driver.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

/** Of a test that keeps and brings back the memory of a machine, which an emulated one takes its time for. */
const timeout = 120_000;

export function checkpointConformance(
  name: string,
  makeFixture: () => Promise<DriverFixture<HypervisorDriver & HasCheckpoints>>,
): void {
  describe(`${name} as a driver with checkpoints`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal, powerOf } = subject;
    const create = async (): Promise<string> => (await subject.create()).vmId;
    const started = async (): Promise<string> => (await subject.started()).vmId;
    let driver: HypervisorDriver & HasCheckpoints;
    let checkpoints: Checkpoints;
    beforeAll(() => {
      ({ driver } = subject);
      checkpoints = checkpointsOf(driver);
    });

    test('says that it has them', async () => {
      expect((await driver.facts(signal)).abilities).toContain('checkpoints');
    });

    test('makes each once, on the one before it, however often it is asked', { timeout }, async () => {
      const vmId = await create();
      expect(await checkpoints.list(vmId, signal)).toEqual([]);
      const first = await checkpoints.create(vmId, 'before the upgrade', signal);
      expect(first).toMatchObject({ parentId: null, isCurrent: true, hasMemory: false });
      expect(await checkpoints.create(vmId, 'before the upgrade', signal)).toEqual(first);
      const hostile = `it's $(date) \`x\` “new” ../.. -rf ; "`;
      const second = await checkpoints.create(vmId, hostile, signal);
      expect(second).toMatchObject({ name: hostile, parentId: first.id, isCurrent: true });
      expect(await checkpoints.list(vmId, signal)).toEqual([{ ...first, isCurrent: false }, second]);
    });

    test('keeps a running VM running, and brings it back with its memory', { timeout }, async () => {
      const vmId = await started();
      const kept = await checkpoints.create(vmId, 'running', signal);
      expect(kept).toMatchObject({ hasMemory: true });
      expect(await powerOf(vmId)).toBe('running');
      await checkpoints.apply(vmId, kept.id, signal);
      expect(['paused', 'saved']).toContain(await powerOf(vmId));
      await checkpoints.apply(vmId, kept.id, signal);
      await driver.start(vmId, signal);
      expect(await powerOf(vmId)).toBe('running');
      await driver.start(vmId, signal);
      expect(await powerOf(vmId)).toBe('running');
      expect(await checkpoints.list(vmId, signal)).toEqual([kept]);
    });

    test('a VM that was to go on from a memory and is powered off begins anew', { timeout }, async () => {
      const vmId = await started();
      const kept = await checkpoints.create(vmId, 'running', signal);
      await checkpoints.apply(vmId, kept.id, signal);
      await driver.powerOff(vmId, signal);
      expect(await powerOf(vmId)).toBe('stopped');
      await driver.start(vmId, signal);
      expect(await powerOf(vmId)).toBe('running');
    });

    test('applies one of a VM that was off to a running one: it is off', { timeout }, async () => {
      const vmId = await create();
      const off = await checkpoints.create(vmId, 'off', signal);
      await driver.start(vmId, signal);
      const later = await checkpoints.create(vmId, 'later', signal);
      await checkpoints.apply(vmId, off.id, signal);
      expect(await powerOf(vmId)).toBe('stopped');
      const branch = await checkpoints.create(vmId, 'branch', signal);
      expect(branch).toMatchObject({ parentId: off.id, isCurrent: true });
      expect((await checkpoints.list(vmId, signal)).map(({ id }) => id)).toEqual([
        off.id,
        later.id,
        branch.id,
      ]);
    });

    test('renames in place, and no two the same', { timeout }, async () => {
      const vmId = await create();
      const first = await checkpoints.create(vmId, 'first', signal);
      const second = await checkpoints.create(vmId, 'second', signal);
      const taken = checkpoints.rename(vmId, second.id, 'first', signal);
      await expect(taken).rejects.toMatchObject({ code: 'already-exists' });
      await checkpoints.rename(vmId, second.id, 'after', signal);
      await checkpoints.rename(vmId, second.id, 'after', signal);
      expect(await checkpoints.list(vmId, signal)).toEqual([
        { ...first, isCurrent: false },
        { ...second, name: 'after' },
      ]);
    });

    test('removes one, running or not; what was made on it moves up and can still be applied', {
      timeout,
    }, async () => {
      const vmId = await create();
      const first = await checkpoints.create(vmId, 'first', signal);
      await driver.start(vmId, signal);
      const second = await checkpoints.create(vmId, 'second', signal);
      await checkpoints.remove(vmId, first.id, signal);
      await checkpoints.remove(vmId, first.id, signal);
      expect(await powerOf(vmId)).toBe('running');
      expect(await checkpoints.list(vmId, signal)).toEqual([{ ...second, parentId: null }]);
      await checkpoints.apply(vmId, second.id, signal);
      await driver.powerOff(vmId, signal);
      await checkpoints.remove(vmId, second.id, signal);
      expect(await checkpoints.list(vmId, signal)).toEqual([]);
      await driver.start(vmId, signal);
    });

    test('are there after a restart of the host agent, and go with their VM', { timeout }, async () => {
      const vmId = await started();
      const kept = await checkpoints.create(vmId, 'running', signal);
      await checkpoints.apply(vmId, kept.id, signal);
      driver = await subject.restart();
      checkpoints = checkpointsOf(driver);
      expect(await checkpoints.list(vmId, signal)).toEqual([kept]);
      expect(['paused', 'saved']).toContain(await powerOf(vmId));
      await driver.delete(vmId, signal);
      await expect(checkpoints.list(vmId, signal)).rejects.toMatchObject({ code: 'not-found' });
    });

    test.each(['', ' ', 'a\nb', 'x'.repeat(101)])('refuses the name %j', async (hostile) => {
      const vmId = await create();
      const refused = { code: 'invalid-input' };
      await expect(checkpoints.create(vmId, hostile, signal)).rejects.toMatchObject(refused);
      expect(await checkpoints.list(vmId, signal)).toEqual([]);
    });

    test('knows no checkpoint of another VM', { timeout }, async () => {
      const [vmId, other] = [await create(), await create()];
      const { id } = await checkpoints.create(vmId, 'mine', signal);
      const missing = { code: 'not-found' };
      await expect(checkpoints.apply(other, id, signal)).rejects.toMatchObject(missing);
      await expect(checkpoints.rename(other, id, 'x', signal)).rejects.toMatchObject(missing);
      await checkpoints.remove(other, id, signal);
      expect(await checkpoints.list(vmId, signal)).toMatchObject([{ id, name: 'mine' }]);
    });
  });
}
