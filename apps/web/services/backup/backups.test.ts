import { BackupCreateDocument } from '@busbar/shared/jobs/backup-create';
import { BackupRestoreDocument, type BackupRestoreInput } from '@busbar/shared/jobs/backup-restore';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addProvisionedVm } from '../../testing/provisioned-vm.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { retryJob } from '../job/retry-job.ts';
import { readJobView } from '../views/job.ts';
import { requestBackup } from './request-backup.ts';
import { requestBackupJob } from './request-backup-job.ts';
import { requestRestore } from './request-restore.ts';

const backupId = '018f0000-0000-7000-8000-00000000b001';
let harness: ServiceHarness;
let operator: Actor;
let hostId: string;
let vmId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  ({ hostId, vmId } = await addProvisionedVm(harness, operator, {
    host: { abilities: ['exporting', 'importing'] },
    vm: { state: 'stopped', cloudInit: '{"state":"done","instanceId":"i-1"}' },
  }));
});
afterEach(() => harness.remove());

type Write = Parameters<ServiceHarness['deps']['db']['write']>[0];
const write = (work: Write) => harness.deps.db.write(work);
const setVm = (data: Record<string, string>) =>
  write((transaction) => transaction.vm.update({ where: { id: vmId }, data }));
const jobsOf = (kind: string) => harness.deps.db.read.job.findMany({ where: { kind } });
const detailsOf = async (action: string): Promise<unknown> => {
  const [entry] = await harness.deps.db.read.auditEntry.findMany({ where: { action } });
  return JSON.parse(entry?.details ?? 'null');
};
const retention = { keepLast: 7, keepDays: null };
const request = (actor = operator) => requestBackup(harness.deps, actor, { vmId, note: 'before', retention });
const fail = (jobId: string) =>
  write((transaction) => transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } }));

it('queues a backup that knows who asked, where the VM comes from and where it goes', async () => {
  const { jobId } = await request();
  const [job] = await jobsOf('backup.create');
  expect(job).toMatchObject({ id: jobId, state: 'queued', vmId });
  const document = BackupCreateDocument.parse(JSON.parse(job?.document ?? ''));
  expect(document).toMatchObject({
    ...{ vmId, place: 'host', note: 'before', retention, by: operator.name, instanceId: 'i-1' },
  });
  expect(await detailsOf('backup.create')).toEqual({ jobId, note: 'before', retention });
  await fail(jobId);
  await retryJob(harness.deps, operator, { jobId });
  expect((await jobsOf('backup.create'))[1]).toMatchObject({ retryOfId: jobId, document: job?.document });
});

it('refuses a VM that runs where it cannot be copied so, with what to do, and who may not', async () => {
  await expect(request(await harness.addPerson('viewer'))).rejects.toMatchObject({ code: 'forbidden' });
  await setVm({ state: 'running' });
  await expect(request()).rejects.toMatchObject({
    userMessage: expect.stringContaining('Shut it down, then back it up'),
  });
  expect(await jobsOf('backup.create')).toEqual([]);
});

it.each(['backup.verify', 'backup.remove'] as const)(
  '%s holds up no VM, is called by the VM’s name, audited, and done again',
  async (kind) => {
    const input = { hostId, backupId, vmName: 'gone-1', trial: 'boot' as const };
    const { jobId } = await requestBackupJob(harness.deps, operator, { kind, input });
    const [job] = await jobsOf(kind);
    expect(job).toMatchObject({ id: jobId, vmId: null, hostId });
    expect((await readJobView(harness.deps.db.read, jobId))?.title).toContain('the backup of gone-1');
    expect(await detailsOf(kind)).toMatchObject({ jobId, backupId, vmName: 'gone-1' });
    await fail(jobId);
    await retryJob(harness.deps, operator, { jobId });
    expect((await jobsOf(kind))[1]).toMatchObject({ retryOfId: jobId, document: job?.document });
  },
);

const restoreInput = (change: Partial<BackupRestoreInput> = {}): BackupRestoreInput => ({
  ...{ hostId, backupId, mode: 'copy', name: 'web-2' },
  vm: {
    ...{ id: vmId, name: 'web-1', driver: 'sandbox', image: 'sandbox-default', network: 'none' },
    ...{ cpuCount: 2, memoryBytes: 2 ** 29, diskBytes: 3 * 2 ** 30 },
  },
  ...change,
});

it('restores as another VM that says what it is, and again after a failure', async () => {
  const made = await requestRestore(harness.deps, operator, restoreInput());
  const row = await harness.deps.db.read.vm.findUniqueOrThrow({ where: { id: made.vmId } });
  expect(row).toMatchObject({ name: 'web-2', state: 'requested', templateName: 'copy of web-1' });
  const [job] = await jobsOf('backup.restore');
  const { hostId: _hostId, ...document } = restoreInput();
  expect(BackupRestoreDocument.parse(JSON.parse(job?.document ?? ''))).toEqual({
    ...document,
    vmId: made.vmId,
  });
  expect(await detailsOf('backup.restore')).toEqual({
    ...{ jobId: made.jobId, hostId, backupId, mode: 'copy', backedUp: { id: vmId, name: 'web-1' } },
  });
  await fail(made.jobId);
  await write((transaction) =>
    transaction.vm.update({ where: { id: made.vmId }, data: { state: 'deleted', liveName: null } }),
  );
  await retryJob(harness.deps, operator, { jobId: made.jobId });
  expect((await jobsOf('backup.restore'))[1]).toMatchObject({ retryOfId: made.jobId, vmName: 'web-2' });
});

it('never restores over a VM that is there, and says what to do', async () => {
  const { name } = await harness.deps.db.read.vm.findUniqueOrThrow({ where: { id: vmId } });
  const inPlace = restoreInput({ mode: 'in-place', name });
  await expect(requestRestore(harness.deps, operator, inPlace)).rejects.toMatchObject({
    code: 'conflict',
    userMessage: expect.stringContaining(`Make another VM of it, or delete ${name} first`),
  });
  await setVm({ state: 'deleted' });
  expect(await requestRestore(harness.deps, operator, inPlace)).toMatchObject({ vmId });
});
