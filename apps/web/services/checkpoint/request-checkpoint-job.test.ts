import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost, addTemplate, provisionInput } from '../../testing/fleet-fixtures.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { retryJob } from '../job/retry-job.ts';
import { requestProvision } from '../vm/request-provision.ts';
import { type CheckpointJob, requestCheckpointJob } from './request-checkpoint-job.ts';

const checkpointId = '9b2e6f0c-5d1a-4c57-8f3e-2f1a9c0d7e11';
let harness: ServiceHarness;
let operator: Actor;
let hostId: string;
let vmId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  hostId = await addHost(harness, { abilities: ['checkpoints'] });
  const input = provisionInput(hostId, await addTemplate(harness), { variables: {} });
  const { jobs } = await requestProvision(harness.deps, operator, input);
  vmId = jobs[0]?.vmId ?? '';
  await write((transaction) => transaction.job.updateMany({ data: { state: 'succeeded' } }));
  await setVm('running');
  harness.nudged.length = 0;
});
afterEach(() => harness.remove());

type Write = Parameters<ServiceHarness['deps']['db']['write']>[0];
const write = (work: Write) => harness.deps.db.write(work);
const setVm = (state: string) =>
  write((transaction) => transaction.vm.update({ where: { id: vmId }, data: { state } }));
const request = (job: CheckpointJob, actor = operator) => requestCheckpointJob(harness.deps, actor, job);
const create = (name = 'clean') => request({ kind: 'checkpoint.create', input: { vmId, name } });
const checkpointJobs = () =>
  harness.deps.db.read.job.findMany({ where: { kind: { startsWith: 'checkpoint.' } } });

it.each([
  ['checkpoint.create', { name: 'clean' }],
  ['checkpoint.apply', { checkpointId, start: true }],
  ['checkpoint.rename', { checkpointId, name: 'pristine' }],
  ['checkpoint.remove', { checkpointId }],
] as const)('queues %s with its document, its audit entry and a nudge', async (kind, what) => {
  const { jobId } = await request({ kind, input: { vmId, ...what } } as CheckpointJob);
  const job = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: jobId } });
  expect(job).toMatchObject({ kind, vmId, hostId, state: 'queued' });
  expect(JSON.parse(job.document)).toEqual({ vmId, ...what });
  expect(harness.nudged).toEqual([jobId]);
  const audited = await harness.deps.db.read.auditEntry.findMany({ where: { action: kind } });
  expect(audited).toMatchObject([{ targetId: vmId, actorId: operator.userId, outcome: 'allowed' }]);
  expect(JSON.parse(audited[0]?.details ?? '')).toEqual({ jobId, ...what });
});

it('does one again that failed', async () => {
  const { jobId } = await create();
  await write((transaction) => transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } }));
  const again = await retryJob(harness.deps, operator, { jobId });
  const job = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: again.jobId } });
  expect(job).toMatchObject({ kind: 'checkpoint.create', retryOfId: jobId, state: 'queued' });
});

describe('refuses, with nothing written', () => {
  afterEach(async () => expect(await checkpointJobs()).toEqual([]));

  it('a driver without them', async () => {
    const plain = await addHost(harness, { name: 'plain' });
    await write((transaction) => transaction.vm.update({ where: { id: vmId }, data: { hostId: plain } }));
    await expect(create()).rejects.toMatchObject({ code: 'unsupported' });
  });

  it.each(['provisioning', 'missing', 'deleting'])('a VM that is %s', async (state) => {
    await setVm(state);
    await expect(create()).rejects.toMatchObject({ code: 'precondition-failed', details: { state } });
  });

  it('who may not', async () => {
    const viewer = await harness.addPerson('viewer');
    const asked = request({ kind: 'checkpoint.remove', input: { vmId, checkpointId } }, viewer);
    await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
  });
});

it('refuses a second one while the first has not ended', async () => {
  await create();
  await expect(create('other')).rejects.toMatchObject({ code: 'conflict' });
  expect(await checkpointJobs()).toHaveLength(1);
});
