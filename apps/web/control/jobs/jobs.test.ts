import { AppError } from '@busbar/shared/errors/app-error';
import { open } from '@busbar/shared/identity/seal';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { type MadeJob, makeJob } from '../testing/make-job.ts';
import { removeByAdministrator } from '../testing/remove-by-administrator.ts';
import { signIn } from '../testing/sign-in.ts';
import { stepStates } from '../testing/step-states.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

let plane: TestPlane;
let host: FakeHost;
beforeAll(async () => {
  plane = await startTestPlane();
});
beforeEach(async () => {
  host = await plane.newHost();
});
afterAll(() => plane.stop());

const jobOf = (jobId: string) => plane.db.read.job.findUniqueOrThrow({ where: { id: jobId } });
const vmOf = (vmId: string) => plane.db.read.vm.findUniqueOrThrow({ where: { id: vmId } });
const becomes = (jobId: string, state: string) =>
  waitFor(`the job to be ${state}`, async () => (await jobOf(jobId)).state === state);
const queued = (options: Parameters<typeof makeJob>[2] = {}): Promise<MadeJob> =>
  makeJob(plane, host.identity.hostId, options);
const isOnline = () =>
  waitFor(
    'the host to be online',
    async () =>
      (await plane.db.read.host.findUnique({ where: { id: host.identity.hostId } }))?.state === 'online',
  );
const log = (jobId: string, line: string) => ({
  type: 'log',
  jobId,
  attempt: 1,
  step: null,
  level: 'info',
  line,
});
const ended = (jobId: string, outcome = 'succeeded', attempt = 1) => ({
  type: 'job-ended',
  jobId,
  attempt,
  outcome,
  leftBehind: [],
});

describe('a job', () => {
  it('goes to its host without a nudge, its secrets sealed to that host, and ends with them erased', async () => {
    await host.link();
    const { jobId, vmId } = await queued({ secrets: { PASSWORD: 'hunter22' } });
    await becomes(jobId, 'running');
    const document = host.jobs[0];
    expect(document).toMatchObject({ jobId, attempt: 1, kind: 'vm.provision', vmId });
    if (document?.secrets == null) throw new Error('no secrets');
    expect(JSON.parse(open(host.identity.sealingKey, document.secrets, jobId).toString())).toEqual({
      PASSWORD: 'hunter22',
    });
    expect((await vmOf(vmId)).state).toBe('provisioning');
    host.report(
      { type: 'step-changed', jobId, attempt: 1, step: 'check', state: 'running' },
      log(jobId, 'hello'),
      ended(jobId),
    );
    await becomes(jobId, 'succeeded');
    expect((await jobOf(jobId)).secrets).toBeNull();
    expect((await vmOf(vmId)).state).toBe('running');
    await waitFor('the acknowledgement', () => host.ackedSeq === 3);
  });

  it('waits for a host that is offline and goes on when it is back', async () => {
    const { jobId } = await queued();
    await becomes(jobId, 'waiting');
    await host.link();
    await becomes(jobId, 'running');
    await host.cut();
    await isOffline();
    expect((await jobOf(jobId)).state).toBe('running');
    host.unfinished = [{ jobId, attempt: 1 }];
    host.report(log(jobId, 'worked on alone'), ended(jobId));
    await host.link();
    await becomes(jobId, 'succeeded');
  });

  it('has each report applied once, in order, however often it is sent', async () => {
    await host.link();
    const { jobId } = await queued();
    await becomes(jobId, 'running');
    const before = (await jobOf(jobId)).eventCount;
    host.report(...Array.from({ length: 600 }, (_, index) => log(jobId, `line ${index}`)));
    await waitFor('half of them', async () => (await jobOf(jobId)).eventCount > before);
    await host.cut();
    host.unfinished = [{ jobId, attempt: 1 }];
    await host.link();
    host.report(log(jobId, 'last'));
    await waitFor('the last', () => host.ackedSeq === 601);
    await host.cut();
    // Our own acknowledgement was lost, as it were: the host tells everything from the beginning.
    const rows = await plane.db.read.jobEvent.findMany({
      where: { jobId, type: 'log' },
      orderBy: { number: 'asc' },
    });
    expect(rows.map(({ body }) => JSON.parse(body).text)).toEqual([
      ...Array.from({ length: 600 }, (_, index) => `line ${index}`),
      'last',
    ]);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => before + 1 + index));
  });

  it('is not changed by reports of a stale attempt, of another host, or after its end', async () => {
    await host.link();
    const { jobId, vmId } = await queued();
    await becomes(jobId, 'running');
    const foreign = await plane.newHost('foreign');
    await foreign.link();
    foreign.report(ended(jobId, 'failed'), { type: 'vm-gone', vmId });
    await waitFor('the foreign reports', () => foreign.ackedSeq === 2);
    host.report(ended(jobId, 'failed', 2), ended(jobId), ended(jobId, 'failed'));
    await waitFor('our reports', () => host.ackedSeq === 3);
    expect((await jobOf(jobId)).state).toBe('succeeded');
    expect((await vmOf(vmId)).state).toBe('running');
  });

  it('fails with the words of a host that refuses it, and its VM never was', async () => {
    host.onJob = () => {
      throw new AppError('insufficient-storage', 'no room', { userMessage: 'The disk is full.' });
    };
    await host.link();
    const { jobId, vmId } = await queued();
    await becomes(jobId, 'failed');
    expect(JSON.parse((await jobOf(jobId)).error ?? '')).toMatchObject({
      code: 'insufficient-storage',
      userMessage: 'The disk is full.',
    });
    expect(await vmOf(vmId)).toMatchObject({ state: 'deleted', liveName: null });
  });

  it('is cancelled on its host even when the wish came while that was offline', async () => {
    await host.link();
    const { jobId, vmId } = await queued();
    await becomes(jobId, 'running');
    await host.cut();
    await isOffline();
    await plane.db.write((tx) =>
      tx.job.update({ where: { id: jobId }, data: { state: 'cancelling', version: { increment: 1 } } }),
    );
    host.unfinished = [{ jobId, attempt: 1 }];
    await host.link();
    await waitFor('the cancel', () => host.cancels.length > 0);
    host.report(ended(jobId, 'cancelled'));
    await becomes(jobId, 'cancelled');
    expect((await vmOf(vmId)).state).toBe('deleted');
  });

  it('begins anew when its host has lost its journal', async () => {
    await host.link();
    const { jobId } = await queued();
    await becomes(jobId, 'running');
    await host.cut();
    await isOffline();
    await host.link();
    await waitFor('the second attempt', () =>
      host.jobs.some((job) => job.jobId === jobId && job.attempt === 2),
    );
  });

  it('is found again when Redis has lost everything', async () => {
    await host.link();
    await isOnline();
    const redis = new Redis(plane.redis.socketPath);
    await redis.flushall();
    redis.disconnect();
    const { jobId } = await queued();
    await becomes(jobId, 'running');
  });
});

it('leaves the VM of a job that failed and was kept, and sends the one that goes on with it', async () => {
  await host.link();
  const { jobId, vmId } = await queued();
  await becomes(jobId, 'running');
  host.report({ ...ended(jobId, 'failed'), kept: true });
  await becomes(jobId, 'failed');
  expect(await jobOf(jobId)).toMatchObject({ kept: true, secrets: null });
  expect(await vmOf(vmId)).toMatchObject({ state: 'failed', deletedAt: null });
  const next = await plane.db.write(async (transaction) => {
    const { document, hostId, vmName } = await transaction.job.findUniqueOrThrow({ where: { id: jobId } });
    return transaction.job.create({
      data: {
        id: plane.newId(),
        kind: 'vm.provision',
        hostId,
        vmId,
        vmName,
        document,
        keepOnFailure: true,
        continuesId: jobId,
      },
    });
  });
  await becomes(next.id, 'running');
  expect(host.jobs.at(-1)).toMatchObject({
    jobId: next.id,
    continues: jobId,
    onFailure: 'keep',
    secrets: null,
  });
});

it('is no longer shown at its VM when it has ended, also when it has changed nothing else', async () => {
  await host.link();
  const { jobId, vmId } = await queued({ kind: 'checkpoint.rename' });
  await becomes(jobId, 'running');
  const { version } = await vmOf(vmId);
  host.report(ended(jobId));
  await becomes(jobId, 'succeeded');
  expect((await vmOf(vmId)).version).toBeGreaterThan(version);
});

it('tells once of a job that was cancelled before it began', async () => {
  const { jobId } = await queued();
  await cancelUnbegun(jobId);
  expect(await plane.db.read.jobEvent.count({ where: { jobId } })).toBe(1);
});

it('tells once of a job whose host was removed under it, with its steps and to webhooks too', async () => {
  const webhook = {
    id: plane.newId(),
    name: 'all',
    url: 'https://example.org',
    eventTypes: '["*"]',
    secrets: '[]',
  };
  await plane.db.write((tx) => tx.webhook.create({ data: webhook }));
  await host.link();
  const { jobId } = await queued();
  await becomes(jobId, 'running');
  host.report({ type: 'step-changed', jobId, attempt: 1, step: 'check', state: 'running' });
  await waitFor('its step', () => host.ackedSeq === 1);
  const { eventCount } = await jobOf(jobId);
  await removeByAdministrator(plane, await signIn(plane, 'administrator'), host);
  await waitFor('its end', async () => (await jobOf(jobId)).eventCount === eventCount + 1);
  const { steps } = await jobOf(jobId);
  expect(stepStates(steps)).toMatchObject({ check: 'failed', 'create-disk': 'skipped' });
  const last = await plane.db.read.jobEvent.findFirst({ where: { jobId, number: eventCount + 1 } });
  expect(last?.body).toContain('The host was removed.');
  const where = { webhookId: webhook.id, jobId };
  expect(await plane.db.read.webhookDelivery.findMany({ where, select: { eventType: true } })).toEqual([
    { eventType: 'job.failed' },
    { eventType: 'vm.failed' },
  ]);
  // A later look tells of another one, and of this one no more.
  host = await plane.newHost();
  await cancelUnbegun((await queued()).jobId);
  expect((await jobOf(jobId)).eventCount).toBe(eventCount + 1);
});

it('cuts a host whose reports have a gap', async () => {
  await host.link();
  await isOnline();
  host.events.push({ seq: 7, at: Date.now(), type: 'vm-gone', vmId: plane.newId() });
  host.report();
  await host.closed();
  await isOffline();
});

it('shows VMs that were changed or deleted behind its back', async () => {
  const { vmId: gone } = await queued({ kind: 'vm.start' });
  const { vmId: stopped } = await queued({ kind: 'vm.start' });
  const seen = {
    driver: 'sandbox',
    channel: 'down',
    cpuCount: 1,
    memoryBytes: 1,
    hello: null,
    heartbeat: null,
  } as const;
  host.vms = [{ ...seen, vmId: stopped, name: 'x', power: 'stopped' }];
  await host.link();
  await waitFor(
    'both states',
    async () => (await vmOf(gone)).state === 'missing' && (await vmOf(stopped)).state === 'stopped',
  );
});

/** Of a host that is away. Resolves when its end was told. */
async function cancelUnbegun(jobId: string): Promise<void> {
  await becomes(jobId, 'waiting');
  await plane.db.write((tx) =>
    tx.job.update({
      where: { id: jobId },
      data: { state: 'cancelled', endedAt: new Date(), version: { increment: 1 } },
    }),
  );
  await waitFor('its event', async () => (await jobOf(jobId)).eventCount === 1);
}

function isOffline(): Promise<unknown> {
  return waitFor(
    'the host to be offline',
    async () =>
      (await plane.db.read.host.findUnique({ where: { id: host.identity.hostId } }))?.state === 'offline',
  );
}
