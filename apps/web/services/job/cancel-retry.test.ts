import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost, addTemplate, provisionInput } from '../../testing/fleet-fixtures.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { requestDelete } from '../vm/request-delete.ts';
import { requestPower } from '../vm/request-power.ts';
import { requestProvision } from '../vm/request-provision.ts';
import { cancelJob } from './cancel-job.ts';
import { retryJob } from './retry-job.ts';

let harness: ServiceHarness;
let operator: Actor;
let vmId: string;
let jobId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  const host = await addHost(harness);
  const template = await addTemplate(harness);
  const { jobs } = await requestProvision(
    harness.deps,
    operator,
    provisionInput(host, template, { variables: {} }),
  );
  vmId = jobs[0]?.vmId ?? '';
  jobId = jobs[0]?.jobId ?? '';
});
afterEach(() => harness.remove());

const setJob = (state: string, id = jobId) =>
  harness.deps.db.write((transaction) =>
    transaction.job.update({ where: { id }, data: { state, version: { increment: 1 } } }),
  );
const setVm = (state: string) =>
  harness.deps.db.write((transaction) => transaction.vm.update({ where: { id: vmId }, data: { state } }));
const running = async (): Promise<void> => {
  await setJob('succeeded');
  await setVm('running');
};
const cancel = (id = jobId) => cancelJob(harness.deps, operator, { jobId: id });
const retry = (id = jobId) => retryJob(harness.deps, operator, { jobId: id });
const power = (action: 'start' | 'shutdown' | 'power-off' | 'reboot') =>
  requestPower(harness.deps, operator, { vmId, action });

it('ends a job that no host has accepted at once, and frees the name', async () => {
  expect((await cancel()).state).toBe('cancelled');
  const vm = await harness.deps.db.read.vm.findUniqueOrThrow({ where: { id: vmId } });
  expect(vm).toMatchObject({ state: 'deleted', liveName: null });
  expect(vm.deletedAt).not.toBeNull();
});

it('asks the host of a running job, once, and nudges', async () => {
  await setJob('running');
  harness.nudged.length = 0;
  expect((await cancel()).state).toBe('cancelling');
  const first = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: jobId } });
  expect((await cancel()).state).toBe('cancelling');
  const second = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: jobId } });
  expect(second.version).toBe(first.version);
  expect(harness.nudged).toContain(jobId);
});

it('never moves a job that has ended', async () => {
  await setJob('succeeded');
  await expect(cancel()).rejects.toMatchObject({ code: 'conflict' });
  const job = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: jobId } });
  expect(job.state).toBe('succeeded');
});

it('counts one of many cancels at the same time', async () => {
  await Promise.allSettled(Array.from({ length: 10 }, () => cancel()));
  const entries = await harness.deps.db.read.auditEntry.count({ where: { action: 'job.cancel' } });
  expect(entries).toBe(1);
});

it('retries a provisioning that was undone as a new VM of the same name', async () => {
  await cancel();
  const again = await retry();
  const job = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: again.jobId } });
  expect(job).toMatchObject({ retryOfId: jobId, state: 'queued', vmName: 'web' });
  expect(job.vmId).not.toBe(vmId);
  expect(JSON.parse(job.document)).toMatchObject({ vmId: job.vmId, variables: { VM_ID: job.vmId } });
});

it('makes one VM when a retry is asked for twice at the same time', async () => {
  await cancel();
  const tries = await Promise.allSettled([retry(), retry()]);
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
});

it('does not retry what runs or succeeded', async () => {
  await expect(retry()).rejects.toMatchObject({ code: 'conflict' });
  await setJob('succeeded');
  await expect(retry()).rejects.toMatchObject({ code: 'conflict' });
});

it('does not retry without the secrets that were erased', async () => {
  const job = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: jobId } });
  const document = JSON.parse(job.document);
  document.declared[0].required = true;
  await harness.deps.db.write((transaction) =>
    transaction.job.update({
      where: { id: jobId },
      data: { state: 'failed', document: JSON.stringify(document) },
    }),
  );
  await expect(retry()).rejects.toMatchObject({
    code: 'precondition-failed',
    details: { variable: 'PASSWORD' },
  });
});

it('does not retry without an optional secret that had a value either', async () => {
  await cancel();
  await harness.deps.db.write((transaction) =>
    transaction.vm.update({
      where: { id: vmId },
      data: { intendedSeed: '{"userData":"password: ••••••••"}' },
    }),
  );
  await expect(retry()).rejects.toMatchObject({ code: 'precondition-failed' });
});

it('is serial per VM', async () => {
  await expect(power('start')).rejects.toMatchObject({ code: 'conflict', details: { jobId } });
  await running();
  const reboot = await power('reboot');
  await expect(power('shutdown')).rejects.toMatchObject({
    code: 'conflict',
    details: { jobId: reboot.jobId },
  });
});

it('lets power off push a hanging shutdown aside, but not a provisioning', async () => {
  await expect(power('power-off')).rejects.toMatchObject({ code: 'conflict' });
  await running();
  const shutdown = await power('shutdown');
  await setJob('running', shutdown.jobId);
  const off = await power('power-off');
  const states = await harness.deps.db.read.job.findMany({
    where: { id: { in: [shutdown.jobId, off.jobId] } },
    orderBy: { id: 'asc' },
  });
  expect(states.map((job) => job.state)).toEqual(['cancelling', 'queued']);
});

it('refuses what a state makes meaningless', async () => {
  await running();
  await expect(power('start')).rejects.toMatchObject({ code: 'precondition-failed' });
});

it('deletes only what was named', async () => {
  await running();
  const wrong = requestDelete(harness.deps, operator, { vmId, confirmName: 'webb' });
  await expect(wrong).rejects.toMatchObject({ code: 'precondition-failed' });
  const { jobId: deletion } = await requestDelete(harness.deps, operator, { vmId, confirmName: 'web' });
  await expect(power('power-off')).rejects.toMatchObject({ code: 'conflict', details: { jobId: deletion } });
});

it('says where to ask again when the documents of a provisioning are on its host', async () => {
  await setJob('failed');
  await harness.deps.db.write((transaction) =>
    transaction.job.update({ where: { id: jobId }, data: { document: 'null' } }),
  );
  await expect(retry()).rejects.toMatchObject({ code: 'precondition-failed' });
});
