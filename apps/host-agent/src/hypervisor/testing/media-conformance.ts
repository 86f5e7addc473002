/** What every driver must do that declares the ability `media`, beside the suite in `conformance.ts`. */
import { copyFile, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HasCheckpoints } from '../checkpoints.ts';
import type { HypervisorDriver } from '../driver.ts';
import { type HasMedia, type Media, mediaOf } from '../media.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

type MediaDriver = HypervisorDriver & HasCheckpoints & HasMedia;

/** Of a test that keeps the memory of a machine. */
const timeout = 120_000;

export function mediaConformance(name: string, makeFixture: () => Promise<DriverFixture<MediaDriver>>): void {
  describe(`${name} as a driver with a drive for an ISO`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal, create, started } = subject;
    let driver: MediaDriver;
    let media: Media;
    let isos: readonly [string, string];
    beforeAll(async () => {
      ({ driver } = subject);
      media = mediaOf(driver);
      const { seedIso } = subject.fixture;
      isos = [`${seedIso}.one.iso`, `${seedIso}. it's “two”.iso`];
      for (const iso of isos) await copyFile(seedIso, iso);
    });
    const isoOf = async (vmId: string): Promise<string | undefined> =>
      (await media.list(vmId, signal)).find(({ role }) => role === 'iso')?.path;

    test.each(['off', 'running'])(
      'a VM that is %s: attached, swapped and ejected, however often',
      async (power) => {
        const { vmId } = await (power === 'off' ? create() : started());
        expect(await media.list(vmId, signal)).toEqual([]);
        for (const iso of isos) {
          await media.insert(vmId, iso, signal);
          await media.insert(vmId, iso, signal);
          expect(await media.list(vmId, signal)).toEqual([{ role: 'iso', path: iso }]);
        }
        await media.eject(vmId, signal);
        await media.eject(vmId, signal);
        expect(await media.list(vmId, signal)).toEqual([]);
        await media.insert(vmId, isos[0], signal);
        expect(await isoOf(vmId)).toBe(isos[0]);
      },
    );

    test('leaves the seed alone, and the seed leaves it alone', async () => {
      const { vmId } = await create();
      const seed = { role: 'seed', path: subject.fixture.seedIso } as const;
      await driver.attachMedium(vmId, seed, signal);
      await media.insert(vmId, isos[0], signal);
      await driver.start(vmId, signal);
      expect(await media.list(vmId, signal)).toEqual([seed, { role: 'iso', path: isos[0] }]);
      await driver.detachMedium(vmId, 'seed', signal);
      expect(await media.list(vmId, signal)).toEqual([{ role: 'iso', path: isos[0] }]);
      await driver.attachMedium(vmId, seed, signal);
      await media.eject(vmId, signal);
      expect(await media.list(vmId, signal)).toEqual([seed]);
    });

    test('stays over power and a restart of the host agent; the file outlives the VM', async () => {
      const { vmId } = await create();
      await media.insert(vmId, isos[0], signal);
      await driver.start(vmId, signal);
      driver = await subject.restart();
      media = mediaOf(driver);
      await driver.powerOff(vmId, signal);
      expect(await isoOf(vmId)).toBe(isos[0]);
      await driver.delete(vmId, signal);
      expect((await readFile(isos[0])).length).toBeGreaterThan(0);
      await expect(media.list(vmId, signal)).rejects.toMatchObject({ code: 'not-found' });
    });

    test('a machine that is to go on from its memory keeps its discs until it does', {
      timeout,
    }, async () => {
      const { vmId } = await started();
      await media.insert(vmId, isos[0], signal);
      const kept = await driver.checkpoints.create(vmId, 'with a disc', signal);
      await media.eject(vmId, signal);
      await driver.checkpoints.apply(vmId, kept.id, signal);
      const refused = { code: 'precondition-failed', userMessage: expect.stringContaining('Start it') };
      await expect(media.insert(vmId, isos[1], signal)).rejects.toMatchObject(refused);
      await expect(media.eject(vmId, signal)).rejects.toMatchObject(refused);
      await driver.start(vmId, signal);
      expect(await isoOf(vmId)).toBe(isos[0]);
      await media.insert(vmId, isos[1], signal);
      expect(await isoOf(vmId)).toBe(isos[1]);
    });

    test('knows no VM that is not there', async () => {
      const { vmId } = subject.specification();
      const missing = { code: 'not-found' };
      await expect(media.list(vmId, signal)).rejects.toMatchObject(missing);
      await expect(media.insert(vmId, isos[0], signal)).rejects.toMatchObject(missing);
      await expect(media.eject(vmId, signal)).rejects.toMatchObject(missing);
    });
  });
}
