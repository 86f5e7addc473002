/** What every driver must do that declares the ability `disks`, beside the suite in `conformance.ts`. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskKind } from '@busbar/shared/domain/disk';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkpointsOf } from '../checkpoints.ts';
import { type Disks, disksOf } from '../disks.ts';
import type { HypervisorDriver } from '../driver.ts';
import { exportingOf } from '../exporting.ts';
import { importingOf } from '../importing.ts';
import { linkingOf } from '../linking.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

const gibibyte = 2 ** 30;
const small = 64 * 2 ** 20;
const noProgress = (): void => undefined;

export function disksConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`${name} as a driver of several disks`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal } = subject;
    let driver: HypervisorDriver;
    let disks: Disks;
    let folder: TemporaryDirectory;
    beforeAll(async () => {
      folder = await temporaryDirectory();
      ({ driver } = subject);
      disks = disksOf(driver);
    });
    afterAll(() => folder.remove());

    const addTo = async (vmId: string, sizeBytes = small, kind: DiskKind = 'dynamic') => {
      const key = randomUUID();
      await disks.create(vmId, { key, sizeBytes, kind }, noProgress, signal);
      const file = await disks.fileOf(vmId, key, signal);
      return { file, key, id: await disks.attach(vmId, file, null, signal) };
    };
    const told = async (vmId: string) =>
      (await disks.list(vmId, signal)).map(({ id, kind, sizeBytes }) => ({ id, kind, sizeBytes }));
    const filesOf = async (vmId: string): Promise<readonly string[]> =>
      (await readdir(await disks.folderOf(vmId, signal))).toSorted();
    const refused = { code: 'precondition-failed', userMessage: expect.any(String) };

    test('says that it can, and what a VM has', async () => {
      expect((await driver.facts(signal)).abilities).toContain('disks');
      const { vmId, diskBytes } = await subject.create();
      const [system, ...others] = await disks.list(vmId, signal);
      expect(others).toEqual([]);
      expect(system).toMatchObject({
        id: 'system',
        kind: 'differencing',
        sizeBytes: diskBytes,
        isOurs: true,
      });
      expect(system?.below.length).toBeGreaterThan(0);
      expect(system?.fileBytes).toBeGreaterThan(0);
    });

    test('adds disks to a VM that is off, once each however often asked, which it has after a restart', async () => {
      const { vmId } = await subject.create();
      const one = await addTo(vmId);
      expect(await disks.attach(vmId, one.file, null, signal)).toBe(one.id);
      const other = await addTo(vmId, 2 * small, 'fixed');
      expect(other.id).not.toBe(one.id);
      driver = await subject.restart();
      disks = disksOf(driver);
      expect((await told(vmId)).slice(1)).toEqual([
        { id: one.id, kind: 'dynamic', sizeBytes: small },
        { id: other.id, kind: 'fixed', sizeBytes: 2 * small },
      ]);
      await driver.start(vmId, signal);
      expect(await subject.powerOf(vmId)).toBe('running');
      await driver.powerOff(vmId, signal);
      await driver.delete(vmId, signal);
    });

    test('adds, grows and takes out a disk while the VM runs on', async () => {
      const { vmId } = await subject.started();
      const before = await subject.fixture.processOf(vmId);
      const { id, file } = await addTo(vmId);
      await disks.grow(vmId, id, 2 * small, signal);
      await disks.grow(vmId, id, 2 * small, signal);
      expect((await told(vmId))[1]).toEqual({ id, kind: 'dynamic', sizeBytes: 2 * small });
      await expect(disks.grow(vmId, id, small, signal)).rejects.toMatchObject({ code: 'invalid-input' });
      await disks.detach(vmId, file, signal);
      await disks.detach(vmId, file, signal);
      expect(await told(vmId)).toHaveLength(1);
      expect(await disks.attach(vmId, file, id, signal)).toBe(id);
      await disks.detach(vmId, file, signal);
      await disks.removeFile(vmId, file, signal);
      await disks.removeFile(vmId, file, signal);
      expect(await subject.fixture.processOf(vmId)).toEqual(before);
      await driver.powerOff(vmId, signal);
      await driver.start(vmId, signal);
      expect(await subject.powerOf(vmId)).toBe('running');
      await driver.powerOff(vmId, signal);
    });

    test('deletes no file of a disk that a VM has, and takes the system disk from none', async () => {
      const { vmId } = await subject.create();
      const { file } = await addTo(vmId);
      const before = await filesOf(vmId);
      await expect(disks.removeFile(vmId, file, signal)).rejects.toMatchObject({
        code: 'precondition-failed',
      });
      const [system] = await disks.list(vmId, signal);
      const looking = disks.look(vmId, 'remove', 'system', signal);
      await expect(looking).rejects.toMatchObject(refused);
      await expect(disks.removeFile(vmId, system?.file ?? '', signal)).rejects.toBeDefined();
      expect(await filesOf(vmId)).toEqual(before);
    });

    test('grows the system disk as resizing does: while the VM is off', async () => {
      const { vmId } = await subject.started();
      await expect(disks.grow(vmId, 'system', 5 * gibibyte, signal)).rejects.toMatchObject(refused);
      await driver.powerOff(vmId, signal);
      await disks.grow(vmId, 'system', 5 * gibibyte, signal);
      expect((await told(vmId))[0]).toMatchObject({ id: 'system', sizeBytes: 5 * gibibyte });
    });

    test.each(['system', 'data'])(
      'compacts the %s disk while the VM is off, which stays what it was',
      async (which) => {
        const { vmId } = await subject.create();
        const data = await addTo(vmId);
        const diskId = which === 'system' ? 'system' : data.id;
        const [before, files] = [await disks.list(vmId, signal), await filesOf(vmId)];
        const parts: number[] = [];
        const onProgress = (done: number, total: number | null): void => void parts.push(done / (total ?? 1));
        await disks.compact(vmId, { diskId, key: randomUUID() }, onProgress, signal);
        expect(parts.at(-1)).toBe(1);
        const after = await disks.list(vmId, signal);
        expect(after.map(({ fileBytes: _bytes, ...disk }) => disk)).toEqual(
          before.map(({ fileBytes: _bytes, ...disk }) => disk),
        );
        expect(await filesOf(vmId)).toEqual(files);
        await driver.start(vmId, signal);
        await expect(
          disks.compact(vmId, { diskId, key: randomUUID() }, noProgress, signal),
        ).rejects.toMatchObject(refused);
        await driver.powerOff(vmId, signal);
      },
    );

    test.each(['system', 'data'])(
      'converts the %s disk to fixed and back: it stands on itself then',
      async (which) => {
        const { vmId, diskBytes } = await subject.create({ diskBytes: 2 * gibibyte });
        const data = await addTo(vmId);
        const diskId = which === 'system' ? 'system' : data.id;
        const sizeBytes = which === 'system' ? diskBytes : small;
        for (const kind of ['fixed', 'dynamic'] as const) {
          const { file: former } = (await disks.list(vmId, signal)).find(({ id }) => id === diskId) ?? {
            file: '',
          };
          const key = randomUUID();
          await disks.copyAs(vmId, { diskId, key, kind }, noProgress, signal);
          await disks.replace(vmId, { diskId, key, kind, former }, signal);
          await disks.replace(vmId, { diskId, key, kind, former }, signal);
          const disk = (await disks.list(vmId, signal)).find(({ id }) => id === diskId);
          expect(disk).toMatchObject({ kind, sizeBytes, below: [] });
          if (kind === 'fixed') expect(disk?.fileBytes).toBeGreaterThanOrEqual(sizeBytes);
          await driver.start(vmId, signal);
          expect(await subject.powerOf(vmId)).toBe('running');
          await driver.powerOff(vmId, signal);
        }
        expect(await told(vmId)).toHaveLength(2);
      },
    );

    test('refuses what checkpoints would be lost by, and returns to them with all disks', async () => {
      const { vmId } = await subject.create();
      const { id, file } = await addTo(vmId);
      const checkpoints = checkpointsOf(driver);
      const { id: checkpointId } = await checkpoints.create(vmId, 'kept', signal);
      const before = await told(vmId);
      for (const [change, diskId] of [
        ['add', null],
        ['remove', id],
        ['compact', id],
        ['convert', 'system'],
      ] as const) {
        const looking = disks.look(vmId, change, diskId, signal);
        await expect(looking).rejects.toMatchObject({
          ...refused,
          userMessage: expect.stringContaining('Remove its checkpoints first'),
        });
      }
      await checkpoints.apply(vmId, checkpointId, signal);
      expect((await told(vmId)).map((disk) => disk.id)).toEqual(before.map((disk) => disk.id));
      await driver.start(vmId, signal);
      await checkpoints.create(vmId, 'running', signal);
      await driver.powerOff(vmId, signal);
      for (const checkpoint of await checkpoints.list(vmId, signal))
        await checkpoints.remove(vmId, checkpoint.id, signal);
      expect(await told(vmId)).toHaveLength(2);
      await disks.detach(vmId, (await disks.list(vmId, signal))[1]?.file ?? file, signal);
      expect(await told(vmId)).toHaveLength(1);
    });

    test('exports and imports all disks, and makes no linked clone that would lack some', async () => {
      const { vmId } = await subject.create();
      await addTo(vmId);
      await addTo(vmId, 2 * small, 'fixed');
      await expect(linkingOf(driver).look(vmId, signal)).rejects.toMatchObject({
        ...refused,
        userMessage: expect.stringContaining('Make a full clone'),
      });
      const into = join(folder.path, vmId);
      await mkdir(into);
      await exportingOf(driver).copyInto(vmId, into, noProgress, signal);
      const copy = subject.specification();
      await importingOf(driver).createDiskFrom({ folder: into, isKept: true }, copy, noProgress, signal);
      await driver.createVm(copy, signal);
      await driver.createVm(copy, signal);
      expect((await told(copy.vmId)).slice(1).map(({ kind, sizeBytes }) => ({ kind, sizeBytes }))).toEqual([
        { kind: 'dynamic', sizeBytes: small },
        { kind: 'fixed', sizeBytes: 2 * small },
      ]);
      await driver.start(copy.vmId, signal);
      await driver.start(vmId, signal);
      expect(await subject.powerOf(copy.vmId)).toBe('running');
      const gone = await driver.delete(copy.vmId, signal);
      expect(gone.removed).not.toEqual([]);
      expect(await told(vmId)).toHaveLength(3);
      await driver.powerOff(vmId, signal);
    });

    test('without room makes nothing', async () => {
      const { vmId } = await subject.create();
      const files = await filesOf(vmId);
      const full = subject.fixture.makeDriver({ freeBytes: async () => 0 });
      const fullDisks = disksOf(full);
      const noRoom = { code: 'insufficient-storage' };
      const disk = { key: randomUUID(), sizeBytes: small, kind: 'dynamic' } as const;
      await expect(fullDisks.create(vmId, disk, noProgress, signal)).rejects.toMatchObject(noRoom);
      const copy = { key: randomUUID(), diskId: 'system', kind: 'fixed' } as const;
      await expect(fullDisks.copyAs(vmId, copy, noProgress, signal)).rejects.toMatchObject(noRoom);
      await full.close();
      expect(await filesOf(vmId)).toEqual(files);
    });

    test('knows no VM and no disk that is not there', async () => {
      const { vmId } = await subject.create();
      const missing = { code: 'not-found' };
      await expect(disks.list('01890000-0000-7000-8000-0000000effff', signal)).rejects.toMatchObject(missing);
      await expect(disks.look(vmId, 'resize', 'data-16', signal)).rejects.toMatchObject(missing);
      await expect(disks.grow(vmId, 'scsi-0-60', gibibyte, signal)).rejects.toMatchObject(missing);
    });
  });
}
