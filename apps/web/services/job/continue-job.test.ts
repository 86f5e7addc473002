import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost, addTemplate, provisionInput } from '../../testing/fleet-fixtures.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { requestDelete } from '../vm/request-delete.ts';
import { requestProvision } from '../vm/request-provision.ts';
import { cancelJob } from './cancel-job.ts';
import { continueJob } from './continue-job.ts';
import { getJob } from './get-job.ts';
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
  const input = provisionInput(host, template, { variables: {}, onFailure: 'keep' });
  const { jobs } = await requestProvision(harness.deps, operator, input);
  vmId = jobs[0]?.vmId ?? '';
  jobId = jobs[0]?.jobId ?? '';
});
afterEach(() => harness.remove());

const setJob = (data: object, id = jobId) =>
  harness.deps.db.write((transaction) =>
    transaction.job.update({ where: { id }, data: { ...data, version: { increment: 1 } } }),
  );
/** As the reports of its host leave it. */
const failKept = async (id = jobId): Promise<void> => {
  await setJob({ state: 'failed', kept: true, secrets: null, acceptedAt: harness.deps.now() }, id);
  await harness.deps.db.write((transaction) =>
    transaction.vm.update({ where: { id: vmId }, data: { state: 'running' } }),
  );
};
const goOn = (id = jobId) => continueJob(harness.deps, operator, { jobId: id });
const row = (id: string) => harness.deps.db.read.job.findUniqueOrThrow({ where: { id } });
const continuedBy = async () => (await getJob(harness.deps, operator, { jobId })).continuedById;

it('goes on with a kept job as a new job of the same VM, which is kept too', async () => {
  await failKept();
  const next = await goOn();
  expect(await row(next.jobId)).toMatchObject({
    vmId,
    kind: 'vm.provision',
    state: 'queued',
    continuesId: jobId,
    retryOfId: jobId,
    keepOnFailure: true,
    secrets: null,
    document: (await row(jobId)).document,
  });
  expect(harness.nudged).toContain(next.jobId);
  expect(await continuedBy()).toBe(next.jobId);
  const audit = await harness.deps.db.read.auditEntry.findMany({ where: { action: 'job.continue' } });
  expect(audit).toHaveLength(1);
});

it('goes on once, however often it is asked, and then from the newest job', async () => {
  await failKept();
  const tries = await Promise.allSettled([goOn(), goOn(), goOn()]);
  const [made] = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value.jobId] : []));
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  await failKept(made);
  await expect(goOn()).rejects.toMatchObject({ code: 'conflict', details: { jobId: made } });
  expect((await row((await goOn(made)).jobId)).continuesId).toBe(made);
});

it('goes on again after a job that was cancelled before it had taken the work over', async () => {
  await failKept();
  const cancelled = await goOn();
  await cancelJob(harness.deps, operator, { jobId: cancelled.jobId });
  expect((await harness.deps.db.read.vm.findUniqueOrThrow({ where: { id: vmId } })).state).toBe('running');
  expect(await continuedBy()).toBeNull();
  expect((await row((await goOn()).jobId)).continuesId).toBe(jobId);
});

it.each([
  ['runs', { state: 'running' }],
  ['was undone', { state: 'failed', kept: false }],
  ['succeeded', { state: 'succeeded' }],
])('does not go on with a job that %s', async (_what, data) => {
  await setJob(data);
  await expect(goOn()).rejects.toMatchObject({ code: 'conflict' });
});

it('does not go on while the VM is busy, nor for a viewer', async () => {
  await failKept();
  const viewer = await harness.addPerson('viewer');
  await expect(continueJob(harness.deps, viewer, { jobId })).rejects.toMatchObject({ code: 'forbidden' });
  const deletion = await requestDelete(harness.deps, operator, { vmId, confirmName: 'web' });
  await expect(goOn()).rejects.toMatchObject({ code: 'conflict', details: { jobId: deletion.jobId } });
});

it('says of a kept VM that it has the name when it is retried', async () => {
  await failKept();
  await expect(retryJob(harness.deps, operator, { jobId })).rejects.toMatchObject({
    code: 'already-exists',
    details: { vmId },
  });
});

it('retries with what is wished for the next failure', async () => {
  await cancelJob(harness.deps, operator, { jobId });
  const undone = await retryJob(harness.deps, operator, { jobId, onFailure: 'undo' });
  expect((await row(undone.jobId)).keepOnFailure).toBe(false);
  await cancelJob(harness.deps, operator, { jobId: undone.jobId });
  const kept = await retryJob(harness.deps, operator, { jobId: undone.jobId, onFailure: 'keep' });
  expect((await row(kept.jobId)).keepOnFailure).toBe(true);
});
