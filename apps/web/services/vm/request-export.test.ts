import { VmExportDocument } from '@busbar/shared/jobs/vm-export';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addProvisionedVm } from '../../testing/provisioned-vm.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { retryJob } from '../job/retry-job.ts';
import { requestExport } from './request-export.ts';

let harness: ServiceHarness;
let operator: Actor;
let vmId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  ({ vmId } = await addProvisionedVm(harness, operator, {
    host: { abilities: ['exporting'] },
    vm: { state: 'stopped', cloudInit: '{"state":"done","instanceId":"i-1"}' },
  }));
});
afterEach(() => harness.remove());

type Write = Parameters<ServiceHarness['deps']['db']['write']>[0];
const write = (work: Write) => harness.deps.db.write(work);
const setVm = (data: Record<string, string>) =>
  write((transaction) => transaction.vm.update({ where: { id: vmId }, data }));
const setAbilities = (...abilities: readonly string[]) =>
  write((transaction) =>
    transaction.host.updateMany({ data: { drivers: JSON.stringify([{ name: 'sandbox', abilities }]) } }),
  );
const request = (actor = operator) => requestExport(harness.deps, actor, { vmId, name: 'before' });
const exportJobs = () => harness.deps.db.read.job.findMany({ where: { kind: 'vm.export' } });

it('queues a job that knows where the VM comes from, and records who asked', async () => {
  const { jobId } = await request();
  const [job] = await exportJobs();
  expect(job).toMatchObject({ id: jobId, state: 'queued', vmId });
  const { templateName, templateVersion } = await harness.deps.db.read.vm.findUniqueOrThrow({
    where: { id: vmId },
  });
  expect(VmExportDocument.parse(JSON.parse(job?.document ?? ''))).toEqual({
    ...{ vmId, name: 'before', instanceId: 'i-1' },
    template: { title: templateName, version: templateVersion },
  });
  const [entry] = await harness.deps.db.read.auditEntry.findMany({ where: { action: 'vm.export' } });
  expect(JSON.parse(entry?.details ?? '')).toEqual({ jobId, name: 'before' });
});

it('is asked for again with the same name by a retry', async () => {
  const { jobId } = await request();
  await write((transaction) => transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } }));
  const again = await retryJob(harness.deps, operator, { jobId });
  const [first, second] = await exportJobs();
  expect(second).toMatchObject({ id: again.jobId, retryOfId: jobId, document: first?.document });
});

it('exports a VM that runs only where the driver can copy it so', async () => {
  await setVm({ state: 'running' });
  await expect(request()).rejects.toMatchObject({
    code: 'precondition-failed',
    userMessage: expect.stringContaining('Shut it down, then export it'),
  });
  expect(await exportJobs()).toEqual([]);
  await setAbilities('exporting', 'live-exporting');
  await request();
  expect(await exportJobs()).toHaveLength(1);
});

it.each(['paused', 'starting', 'missing', 'provisioning'])('refuses a VM that is %s', async (state) => {
  await setAbilities('exporting', 'live-exporting');
  await setVm({ state });
  await expect(request()).rejects.toMatchObject({ code: 'precondition-failed', details: { state } });
});

it('refuses where the driver cannot, and who may not', async () => {
  await expect(request(await harness.addPerson('viewer'))).rejects.toMatchObject({ code: 'forbidden' });
  await setAbilities();
  await expect(request()).rejects.toMatchObject({ code: 'unsupported' });
  expect(await exportJobs()).toEqual([]);
});
