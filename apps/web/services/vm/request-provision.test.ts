import { VmProvisionDocument } from '@busbar/shared/jobs/vm-provision';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost, addTemplate, provisionInput } from '../../testing/fleet-fixtures.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { jobSecretsContext } from '../secret-contexts.ts';
import { getVm } from './get-vm.ts';
import { requestProvision } from './request-provision.ts';

let harness: ServiceHarness;
let operator: Actor;
let hostId: string;
let templateId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  hostId = await addHost(harness);
  templateId = await addTemplate(harness);
});
afterEach(() => harness.remove());

const provision = (changes: Parameters<typeof provisionInput>[2] = {}) =>
  requestProvision(harness.deps, operator, provisionInput(hostId, templateId, changes));
const nothingWritten = async (): Promise<void> => {
  expect(await harness.deps.db.read.vm.count()).toBe(0);
  expect(await harness.deps.db.read.job.count()).toBe(0);
  expect(harness.nudged).toEqual([]);
};

it('writes the VM, its job and the record at once, then nudges', async () => {
  const { jobs } = await provision();
  const [made] = jobs;
  const { read } = harness.deps.db;
  const job = await read.job.findUniqueOrThrow({ where: { id: made?.jobId ?? '' } });
  const vm = await read.vm.findUniqueOrThrow({ where: { id: made?.vmId ?? '' } });
  expect(vm).toMatchObject({ state: 'requested', name: 'web', liveName: 'web', hostId, network: 'none' });
  expect(job).toMatchObject({
    state: 'queued',
    kind: 'vm.provision',
    vmId: vm.id,
    requestedByName: 'operator',
  });
  expect(JSON.parse(job.steps)).toHaveLength(12);
  expect(VmProvisionDocument.parse(JSON.parse(job.document)).variables).toMatchObject({
    HOSTNAME: 'web',
    VM_ID: vm.id,
  });
  expect(harness.nudged).toEqual([job.id]);
  expect(harness.published).toEqual(
    expect.arrayContaining([
      { entity: 'job', id: job.id },
      { entity: 'vm', id: vm.id },
    ]),
  );
  expect(await read.auditEntry.findMany({ where: { action: 'vm.provision' } })).toMatchObject([
    { outcome: 'allowed', targetId: vm.id, actorId: operator.userId },
  ]);
});

it('keeps secrets encrypted, apart from the document, and masked in what is shown', async () => {
  const { jobs } = await provision();
  const job = await harness.deps.db.read.job.findFirstOrThrow();
  const everything = JSON.stringify(await harness.deps.db.read.vm.findMany()) + JSON.stringify(job);
  expect(everything).not.toContain('hunter2');
  const secrets = harness.deps.secrets.decrypt(job.secrets ?? '', jobSecretsContext(job.id));
  expect(JSON.parse(secrets)).toEqual({ PASSWORD: 'hunter2-hunter2' });
  const { intendedSeed } = await getVm(harness.deps, operator, { vmId: jobs[0]?.vmId ?? '' });
  expect(intendedSeed?.userData).toContain('••••');
});

describe('a job id that the caller has chosen', () => {
  const chosen = (changes: object = {}) => provision({ jobId: harness.deps.newId(), ...changes });

  it('answers a repeated request with what was made, also when there is no more room for another', async () => {
    const jobId = harness.deps.newId();
    const { jobs } = await chosen({ jobId });
    expect(jobs[0]?.jobId).toBe(jobId);
    await harness.deps.db.write((transaction) =>
      transaction.host.update({ where: { id: hostId }, data: { state: 'offline', images: '[]' } }),
    );
    expect((await chosen({ jobId })).jobs).toMatchObject([{ jobId, vmId: jobs[0]?.vmId, name: 'web' }]);
    expect(await harness.deps.db.read.vm.count()).toBe(1);
    expect(harness.nudged).toEqual([jobId]);
  });

  it('makes one of two that arrive at the same time', async () => {
    const jobId = harness.deps.newId();
    const both = await Promise.all([chosen({ jobId }), chosen({ jobId })]);
    expect(both.map(({ jobs }) => jobs[0]?.jobId)).toEqual([jobId, jobId]);
    expect(await harness.deps.db.read.job.count()).toBe(1);
  });

  it('is refused when it is that of another request or of another person', async () => {
    const jobId = harness.deps.newId();
    await chosen({ jobId });
    await expect(chosen({ jobId, name: 'other' })).rejects.toMatchObject({ code: 'conflict' });
    const stranger = await harness.addPerson('operator', 'stranger');
    const asked = requestProvision(harness.deps, stranger, provisionInput(hostId, templateId, { jobId }));
    await expect(asked).rejects.toMatchObject({ code: 'conflict' });
    expect(await harness.deps.db.read.vm.count()).toBe(1);
  });

  it.each([
    ['a random one', { jobId: '3f2b6a52-0e0c-4c50-9b5e-1f0a5c0e7d11' }],
    ['one of the year 1970', { jobId: '00000000-0000-7000-8000-000000000000' }],
    ['one of the future', { jobId: 'ffffffff-ffff-7000-8000-000000000000' }],
    ['one for several VMs', { count: 2 }],
  ])('is refused: %s', async (_what, changes) => {
    await expect(chosen(changes)).rejects.toMatchObject({ code: 'invalid-input' });
    await nothingWritten();
  });
});

it('refuses a taken name and names the VM that has it', async () => {
  const { jobs } = await provision();
  await expect(provision()).rejects.toMatchObject({
    code: 'already-exists',
    details: { vmId: jobs[0]?.vmId },
  });
  expect(await harness.deps.db.read.vm.count()).toBe(1);
});

it('gives a name to one of two that ask at the same time', async () => {
  const tries = await Promise.allSettled([provision(), provision()]);
  expect(tries.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await harness.deps.db.read.job.count()).toBe(1);
});

it('makes several or none', async () => {
  await provision({ name: 'web-3' });
  await expect(provision({ name: 'web', count: 3 })).rejects.toMatchObject({ code: 'already-exists' });
  expect(await harness.deps.db.read.vm.count()).toBe(1);
  const { jobs } = await provision({ name: 'db', count: 3 });
  expect(jobs.map((job) => job.name)).toEqual(['db-1', 'db-2', 'db-3']);
});

describe('refuses, with nothing written', () => {
  it.each([
    ['an unknown host', { hostId: '00000000-0000-7000-8000-000000000000' }, 'not-found'],
    ['an unknown template', { templateId: '00000000-0000-7000-8000-000000000000' }, 'not-found'],
    ['an image that the host lacks', { image: 'other' }, 'precondition-failed'],
    ['a driver that the host lacks', { driver: 'qemu' as const }, 'precondition-failed'],
    ['more memory than the host has', { memoryMb: 64 * 1024 }, 'precondition-failed'],
    ['a name that is too long once numbered', { name: 'a'.repeat(62), count: 2 }, 'invalid-input'],
  ])('%s', async (_, changes, code) => {
    await expect(provision(changes)).rejects.toMatchObject({ code });
    await nothingWritten();
  });

  it.each([
    [
      'a template that does not parse',
      '#cloud-config\na: [1\n',
      'invalid-input',
      /user-data|userData|line|document/i,
    ],
    ['an unknown variable', '#cloud-config\nhostname: {{ HOSTNMAE }}\n', 'invalid-input', /HOSTNMAE/],
    ['10 MB of cloud-config', `#cloud-config\n#${'x'.repeat(10 * 1024 * 1024)}`, 'too-large', /1 MiB|large/i],
  ])('%s', async (_, text, code, message) => {
    templateId = await addTemplate(harness, text);
    await expect(provision()).rejects.toMatchObject({ code, userMessage: expect.stringMatching(message) });
    await nothingWritten();
  });

  it.each([
    ['draining', { isDraining: true }],
    ['removed', { state: 'removed' }],
    ['without a ready driver', { isReady: false }],
  ])('a host that is %s', async (name, fixture) => {
    hostId = await addHost(harness, { name, ...fixture });
    await expect(provision()).rejects.toMatchObject({
      code: expect.stringMatching(/precondition-failed|not-found/),
    });
    await nothingWritten();
  });
});

describe('without a host named', () => {
  it('takes the online host with most free memory, and spreads several', async () => {
    const roomy = await addHost(harness, { name: 'roomy', memoryFreeBytes: 5 * 1024 ** 3 });
    await addHost(harness, { name: 'offline', state: 'offline', memoryFreeBytes: 7 * 1024 ** 3 });
    await provision({ hostId: null, count: 2, memoryMb: 2048 });
    const vms = await harness.deps.db.read.vm.findMany({ orderBy: { name: 'asc' } });
    expect(vms.map((vm) => vm.hostId)).toEqual([roomy, hostId]);
  });

  it('says why none can', async () => {
    await expect(provision({ hostId: null, image: 'other' })).rejects.toMatchObject({
      code: 'precondition-failed',
      message: expect.stringContaining('host-1 has no image other'),
    });
  });

  it('lets jobs of an offline host wait when it is named', async () => {
    hostId = await addHost(harness, { name: 'away', state: 'offline' });
    expect((await provision()).jobs).toHaveLength(1);
  });
});
