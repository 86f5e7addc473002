/**
 * What every hypervisor driver must do, tested once. An implementation gives a fixture and runs it:
 *
 *     driverConformance('sandbox', () => makeSandboxFixture());
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HypervisorDriver, VmChange } from '../driver.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';
import { identifyProcess } from '../process/process-identity.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';
import { vmIdOf } from './vm-specification.ts';

const noProgress = (): void => undefined;

export function driverConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`${name} as a hypervisor driver`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal, specification, create, started, powerOf } = subject;
    let fixture: DriverFixture;
    let driver: HypervisorDriver;
    beforeAll(() => {
      ({ fixture, driver } = subject);
    });
    const processOf = (vmId: string): Promise<ProcessIdentity> => fixture.processOf(vmId);
    const entries = async (): Promise<string[]> => (await readdir(fixture.vmsFolder)).toSorted();

    test('is ready, says what it is, and has the image', async () => {
      const facts = await driver.facts(signal);
      expect(facts).toMatchObject({ name: driver.name, isReady: true, remedy: null });
      expect((await driver.images(signal)).map((image) => image.name)).toContain(fixture.image);
    });

    test('declares the abilities that it has', async () => {
      const { abilities } = await driver.facts(signal);
      for (const ability of ['checkpoints', 'disks', 'media', 'pausing', 'resizing', 'saving', 'exporting'])
        expect(abilities.includes(ability), ability).toBe(ability in driver);
    });

    test.each([
      [
        'dynamic-memory',
        { dynamicMemory: { minimumBytes: 2 ** 27, maximumBytes: 2 ** 30, bufferPercent: 20 } },
      ],
      ['adapters', { adapters: [{ switchName: null, vlanId: 7, macAddress: null }] }],
      ['tpm', { tpm: true }],
    ] as const)(
      'gives a VM %s where it says so, and else refuses instead of leaving it out',
      async (ability, hardware) => {
        const vm = specification({ network: 'user', ...hardware });
        await driver.createDisk(vm, noProgress, signal);
        const isAble = (await driver.facts(signal)).abilities.includes(ability);
        const made = driver.createVm(vm, signal);
        if (isAble) await made;
        else {
          await expect(made).rejects.toMatchObject({ code: 'unsupported' });
          expect(await driver.find(vm.vmId, signal)).toBeNull();
        }
        await driver.delete(vm.vmId, signal);
      },
    );

    test('makes a disk and a VM once, however often it is asked', async () => {
      const vm = await create();
      await driver.createDisk(vm, noProgress, signal);
      await driver.createVm(vm, signal);
      expect(await driver.find(vm.vmId, signal)).toEqual({
        vmId: vm.vmId,
        name: vm.name,
        power: 'stopped',
        cpuCount: 1,
        memoryBytes: vm.memoryBytes,
        image: fixture.image,
        media: [],
      });
      expect((await driver.list(signal)).filter(({ vmId }) => vmId === vm.vmId)).toHaveLength(1);
    });

    test('refuses a second VM of the same name, also when both are made at once', async () => {
      const first = await create();
      const second = specification({ name: first.name });
      await driver.createDisk(second, noProgress, signal);
      await expect(driver.createVm(second, signal)).rejects.toMatchObject({ code: 'already-exists' });
      expect(await driver.find(second.vmId, signal)).toBeNull();
      await driver.delete(second.vmId, signal);

      const rivals = [specification({ name: 'rival' }), specification({ name: 'rival' })];
      for (const rival of rivals) await driver.createDisk(rival, noProgress, signal);
      const made = await Promise.allSettled(rivals.map((rival) => driver.createVm(rival, signal)));
      expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      for (const { vmId } of rivals) await driver.delete(vmId, signal);
    });

    test.each(['../escape', 'a/b', 'quo"te', "quo'te", '$(touch x)', 'a b', '', '-rf', 'A', 'x'.repeat(64)])(
      'refuses the name %j and leaves nothing behind',
      async (hostile) => {
        const before = await entries();
        const vm = specification({ name: hostile });
        await expect(driver.createDisk(vm, noProgress, signal)).rejects.toMatchObject({
          code: 'invalid-input',
        });
        await expect(driver.createVm(vm, signal)).rejects.toBeDefined();
        expect(await entries()).toEqual(before);
      },
    );

    test.each(['../../etc', '..', '', 'not-a-uuid', `${vmIdOf(1)}/../x`])(
      'refuses the id %j',
      async (vmId) => {
        const refused = { code: 'invalid-input' };
        await expect(driver.createDisk(specification({ vmId }), noProgress, signal)).rejects.toMatchObject(
          refused,
        );
        await expect(driver.find(vmId, signal)).rejects.toMatchObject(refused);
      },
    );

    test('refuses an image that it does not have', async () => {
      const vm = specification({ image: 'no-such-image' });
      await expect(driver.createDisk(vm, noProgress, signal)).rejects.toMatchObject({ code: 'not-found' });
      expect(await entries()).not.toContain(vm.vmId);
    });

    test('never overwrites what is not this VM’s', async () => {
      const vm = specification();
      const folder = join(fixture.vmsFolder, vm.vmId);
      await mkdir(folder);
      await writeFile(join(folder, 'disk.qcow2'), 'precious');
      await expect(driver.createDisk(vm, noProgress, signal)).rejects.toMatchObject({
        code: 'already-exists',
      });
      expect(await readdir(folder)).toEqual(['disk.qcow2']);
      expect(await readFile(join(folder, 'disk.qcow2'), 'utf8')).toBe('precious');
    });

    test('says that the disk is full before it makes anything', async () => {
      const full = fixture.makeDriver({ freeBytes: async () => 1024 });
      const vm = specification();
      const attempt = full.createDisk(vm, noProgress, signal);
      await expect(attempt).rejects.toMatchObject({ code: 'insufficient-storage' });
      expect(await entries()).not.toContain(vm.vmId);
      await full.close();
    });

    test('attaches, replaces and detaches media, stopped or running', async () => {
      const vm = await create();
      const mediaOf = async () => (await driver.find(vm.vmId, signal))?.media;
      const seed = { role: 'seed', path: fixture.seedIso } as const;
      await driver.attachMedium(vm.vmId, seed, signal);
      await driver.attachMedium(vm.vmId, seed, signal);
      expect(await mediaOf()).toEqual([seed]);
      await driver.start(vm.vmId, signal);
      await driver.detachMedium(vm.vmId, 'seed', signal);
      await driver.detachMedium(vm.vmId, 'seed', signal);
      expect(await mediaOf()).toEqual([]);
      await driver.powerOff(vm.vmId, signal);
    });

    test('starts once, powers off once, and resets into a new process', async () => {
      const vm = await started();
      const first = await processOf(vm.vmId);
      await driver.start(vm.vmId, signal);
      expect(await processOf(vm.vmId)).toEqual(first);
      expect(await powerOf(vm.vmId)).toBe('running');
      await driver.reset(vm.vmId, signal);
      expect(await powerOf(vm.vmId)).toBe('running');
      await driver.powerOff(vm.vmId, signal);
      await driver.powerOff(vm.vmId, signal);
      expect(await powerOf(vm.vmId)).toBe('stopped');
      expect(await identifyProcess(first.pid)).not.toEqual(first);
    });

    test('tells that the guest cannot be reached while the VM is off', async () => {
      const vm = await create();
      const refused = { code: 'guest-unreachable', retryable: true };
      await expect(driver.dialGuest(vm.vmId, signal)).rejects.toMatchObject(refused);
    });

    test('knows no VM that was never made', async () => {
      const unknown = specification().vmId;
      expect(await driver.find(unknown, signal)).toBeNull();
      expect(await driver.delete(unknown, signal)).toEqual({ removed: [] });
      const missing = { code: 'not-found' };
      await expect(driver.start(unknown, signal)).rejects.toMatchObject(missing);
      await expect(driver.powerOff(unknown, signal)).rejects.toMatchObject(missing);
      await expect(driver.dialGuest(unknown, signal)).rejects.toMatchObject(missing);
    });

    test('deletes a running VM with all that is its, and says what', async () => {
      const vm = await started();
      const running = await processOf(vm.vmId);
      const { removed } = await driver.delete(vm.vmId, signal);
      expect(removed).toContain(join(fixture.vmsFolder, vm.vmId));
      expect(await entries()).not.toContain(vm.vmId);
      expect(await identifyProcess(running.pid)).not.toEqual(running);
      expect(await driver.delete(vm.vmId, signal)).toEqual({ removed: [] });
    });

    test('sees and reports what happens behind its back', async () => {
      const vm = await started();
      const changes: VmChange[] = [];
      const watching = new AbortController();
      const watch = driver.watch((change) => changes.push(change), watching.signal);
      const reported = (kind: VmChange['kind']) => () =>
        changes.some((change) => change.vmId === vm.vmId && change.kind === kind);
      // A watch has begun once it has seen something that happens after it.
      const other = await create();
      await waitFor('the watch to begin', () => changes.some(({ vmId }) => vmId === other.vmId));

      process.kill((await processOf(vm.vmId)).pid, 'SIGKILL');
      await waitFor('the death to be reported', reported('changed'));
      expect(await powerOf(vm.vmId)).toBe('stopped');
      await driver.delete(vm.vmId, signal);
      await waitFor('the deletion to be reported', reported('gone'));
      watching.abort();
      await watch;
    });

    test('adopts after a restart: running VMs run on untouched', async () => {
      const vm = await started();
      const before = await processOf(vm.vmId);
      driver = await subject.restart();
      expect(await powerOf(vm.vmId)).toBe('running');
      expect(await processOf(vm.vmId)).toEqual(before);
      await driver.powerOff(vm.vmId, signal);
      expect(await powerOf(vm.vmId)).toBe('stopped');
    });
  });
}
