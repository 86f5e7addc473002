/** Backups on any hypervisor: the jobs with them, on a real driver. Drivers call it in a line. */
import type { JobDocument } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DriverFixture, driverUnderTest } from '../hypervisor/testing/driver-under-test.ts';
import { isTrialVm } from '../vms/trial-vm.ts';
import { backupDocument, onBackup, restoreDocument } from './backup-jobs.ts';
import { newVmId } from './import-job.ts';
import { type AgentBench, benchJobIdOf, jobOnHost, jobOnVm, openAgentBench } from './job-bench.ts';

export function backupConformance(name: string, makeFixture: () => Promise<DriverFixture>): void {
  describe(`backups of ${name}`, () => {
    const subject = driverUnderTest(makeFixture);
    const { signal } = subject;
    let folder: TemporaryDirectory;
    let bench: AgentBench;
    let jobs = 0;
    beforeEach(async () => {
      folder = await temporaryDirectory();
      bench = await openAgentBench({ folder: folder.path }, subject.fixture.makeDriver());
    });
    afterEach(async () => {
      await bench.close();
      await folder.remove();
    });

    const run = async (job: JobDocument): Promise<void> => {
      jobs += 1;
      const { outcome, error, leftBehind } = await bench.run({ ...job, jobId: benchJobIdOf(jobs) });
      expect({ outcome, error: error?.message, leftBehind }).toEqual({
        outcome: 'succeeded',
        leftBehind: [],
      });
    };
    const backUp = async (vmId: string, retention = backupDocument().retention): Promise<void> =>
      run({ ...jobOnVm('backup.create', backupDocument({ vmId, retention })), vmId });
    const only = async () => {
      const { backups, unreadable } = await bench.backups.list();
      expect([backups.length, unreadable]).toEqual([1, []]);
      return backups[0];
    };
    const vmIds = async () => (await subject.driver.list(signal)).map(({ vmId }) => vmId);

    test('are whole, and made while it runs where the driver says so', { timeout: 120_000 }, async () => {
      const { abilities } = await subject.driver.facts(signal);
      const isLive = abilities.includes('live-exporting');
      const { vmId } = isLive ? await subject.started() : await subject.create();
      await backUp(vmId);
      await backUp(vmId, { keepLast: 1, keepDays: null });
      expect(await only()).toMatchObject({ id: benchJobIdOf(jobs), isLive, damage: null, vm: { id: vmId } });
      expect(await subject.powerOf(vmId)).toBe(isLive ? 'running' : 'stopped');
    });

    test('are verified by a VM that goes again, and restored', { timeout: 120_000 }, async () => {
      const vm = await subject.create();
      const before = await subject.driver.find(vm.vmId, signal);
      await backUp(vm.vmId);
      const there = await vmIds();
      const { id = '' } = (await only()) ?? {};
      await run(jobOnHost('backup.verify', { ...onBackup(id), trial: 'import' }));
      expect((await only())?.check).toMatchObject({ trial: 'import', isGood: true });
      expect(await vmIds()).toEqual(there);
      expect(there.filter(isTrialVm)).toEqual([]);

      const copy = restoreDocument(await only());
      await run({ ...jobOnVm('backup.restore', copy), vmId: newVmId, document: copy });
      await subject.driver.start(newVmId, signal);
      expect(await subject.powerOf(newVmId)).toBe('running');

      await subject.driver.delete(vm.vmId, signal);
      const inPlace = { ...copy, mode: 'in-place', vmId: vm.vmId, name: vm.name } as const;
      await run({ ...jobOnVm('backup.restore', inPlace), vmId: vm.vmId, document: inPlace });
      expect(await subject.driver.find(vm.vmId, signal)).toEqual(before);
      await run(jobOnHost('backup.remove', onBackup(id)));
      expect(await bench.backups.list()).toMatchObject({ backups: [], unreadable: [] });
    });
  });
}
