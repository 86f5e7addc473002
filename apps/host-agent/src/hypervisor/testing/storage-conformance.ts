/** What every driver must do that declares the ability `storage-moving`, beside the suite in `conformance.ts`. */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkpointsOf } from '../checkpoints.ts';
import { disksOf } from '../disks.ts';
import type { HypervisorDriver } from '../driver.ts';
import { exportingOf } from '../exporting.ts';
import { storageMovingOf } from '../storage-moving.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

/** A driver with a further place. */
export type PlacesFixture = DriverFixture & {
  readonly place: { readonly name: string; readonly path: string };
};

const small = 64 * 2 ** 20;
const noProgress = (): void => undefined;
const refused = (code: string) => ({ code, userMessage: expect.stringContaining('Nothing was moved.') });

export function storageConformance(name: string, makeFixture: () => Promise<PlacesFixture>): void {
  describe(`${name} as a driver that moves the files of VMs`, () => {
    let place: PlacesFixture['place'];
    const subject = driverUnderTest(async () => {
      const fixture = await makeFixture();
      ({ place } = fixture);
      return fixture;
    });
    const { signal } = subject;
    let driver: HypervisorDriver;
    beforeAll(() => ({ driver } = subject));

    const moving = () => storageMovingOf(driver);
    const at = async (vmId: string) => (await moving().look(vmId, signal)).place;
    const moveTo = async (vmId: string, to: string) => {
      const known = await moving().check(vmId, to, signal);
      await moving().move(vmId, to, noProgress, signal);
      await moving().tidy(vmId, known, signal);
    };
    const filesOf = (vmId: string) => disksOf(driver).list(vmId, signal);
    const isIn = (file: string, folder: string): boolean => file.startsWith(join(folder, '/'));

    test('says that it can, where a VM is, and where it could be', async () => {
      expect((await driver.facts(signal)).abilities).toContain('storage-moving');
      const { vmId } = await subject.create();
      const told = await moving().look(vmId, signal);
      expect(told).toMatchObject({ place: 'host', places: [{ name: 'host' }, { ...place, problem: null }] });
      expect(told.bytes).toBeGreaterThan(0);
    });

    test('moves a VM that runs, which runs on, and all that is done with it later is done there', async () => {
      const { vmId } = await subject.started();
      const told: number[] = [];
      const known = await moving().check(vmId, place.name, signal);
      await moving().move(vmId, place.name, (done) => void told.push(done), signal);
      expect(await moving().tidy(vmId, known, signal)).toMatchObject({ kept: [] });
      expect(told.at(-1)).toBe(known.bytes);
      expect(await subject.powerOf(vmId)).toBe('running');
      driver = await subject.restart();
      expect(await at(vmId)).toBe(place.name);
      const disks = disksOf(driver);
      const key = randomUUID();
      await disks.create(vmId, { key, sizeBytes: small, kind: 'dynamic' }, noProgress, signal);
      await disks.attach(vmId, await disks.fileOf(vmId, key, signal), null, signal);
      for (const { file, isOurs } of await filesOf(vmId))
        expect([isIn(file, join(place.path, vmId)), isOurs]).toEqual([true, true]);
      const { id } = await checkpointsOf(driver).create(vmId, 'there', signal);
      expect(await at(vmId)).toBe(place.name);
      await checkpointsOf(driver).apply(vmId, id, signal);
      await driver.powerOff(vmId, signal);
      const copy = await temporaryDirectory();
      await exportingOf(driver).copyInto(vmId, copy.path, noProgress, signal);
      await copy.remove();
      const { removed } = await driver.delete(vmId, signal);
      expect(removed).toContain(join(place.path, vmId));
      expect(await readdir(place.path)).not.toContain(vmId);
      expect(await readdir(subject.fixture.vmsFolder)).not.toContain(vmId);
    });

    test('moves a VM that is off, with its checkpoints, and back again, leaving nothing where it was', async () => {
      const { vmId } = await subject.create();
      const { id } = await checkpointsOf(driver).create(vmId, 'before', signal);
      await moveTo(vmId, place.name);
      expect(await at(vmId)).toBe(place.name);
      await moveTo(vmId, 'host');
      expect(await at(vmId)).toBe('host');
      expect(await readdir(place.path)).not.toContain(vmId);
      await checkpointsOf(driver).apply(vmId, id, signal);
      await driver.start(vmId, signal);
      await driver.powerOff(vmId, signal);
      await driver.delete(vmId, signal);
      expect(await readdir(subject.fixture.vmsFolder)).not.toContain(vmId);
    });

    test('a move that is asked for again moves nothing again, and finds what is there', async () => {
      const { vmId } = await subject.create();
      const known = await moving().check(vmId, place.name, signal);
      for (const _ of [1, 2]) await moving().move(vmId, place.name, noProgress, signal);
      for (const _ of [1, 2]) await moving().tidy(vmId, known, signal);
      expect(await moving().settle(vmId, place.name, signal)).toBe(place.name);
      expect(await at(vmId)).toBe(place.name);
    });

    test('refuses a place that the host does not name, one where the VM is, and one without room', async () => {
      const { vmId } = await subject.create();
      const check = (to: string) => moving().check(vmId, to, signal);
      await expect(check('elsewhere')).rejects.toMatchObject(refused('not-found'));
      await expect(check('host')).rejects.toMatchObject(refused('precondition-failed'));
      const full = subject.fixture.makeDriver({ freeBytes: async () => 1 });
      await full.adopt(signal);
      const checking = storageMovingOf(full).check(vmId, place.name, signal);
      await expect(checking).rejects.toMatchObject({ code: 'insufficient-storage' });
      await full.close();
      expect(await readdir(place.path)).not.toContain(vmId);
    });
  });
}
