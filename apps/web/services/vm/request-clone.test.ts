import { VmCloneDocument, type VmCloneInput } from '@busbar/shared/jobs/vm-clone';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addProvisionedVm } from '../../testing/provisioned-vm.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { retryJob } from '../job/retry-job.ts';
import { requestClone } from './request-clone.ts';

const abilities = ['exporting', 'importing', 'linked-cloning'];
let harness: ServiceHarness;
let operator: Actor;
let vmId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  const input = { name: 'web-1', tags: ['blue'] };
  ({ vmId } = await addProvisionedVm(harness, operator, {
    host: { abilities },
    input,
    vm: { state: 'stopped' },
  }));
});
afterEach(() => harness.remove());

type Write = Parameters<ServiceHarness['deps']['db']['write']>[0];
const write = (work: Write) => harness.deps.db.write(work);
const setVm = (data: Record<string, string>) =>
  write((transaction) => transaction.vm.update({ where: { id: vmId }, data }));
const setHost = (data: Record<string, string | boolean>) =>
  write((transaction) => transaction.host.updateMany({ data }));
const setAbilities = (...names: readonly string[]) =>
  setHost({ drivers: JSON.stringify([{ name: 'sandbox', isReady: true, abilities: names }]) });
const request = (change: Partial<VmCloneInput> = {}, actor = operator) =>
  requestClone(harness.deps, actor, { vmId, name: 'web-2', mode: 'full', ...change });
const jobs = () => harness.deps.db.read.job.findMany({ where: { kind: 'vm.clone' } });

it('adds a VM like its source that says what it is a clone of, and the job that makes it', async () => {
  const made = await request({ mode: 'linked' });
  const read = (id: string) => harness.deps.db.read.vm.findUniqueOrThrow({ where: { id } });
  const source = await read(vmId);
  const { hostId, driver, image, cpuCount, memoryMb, diskGb, networkMode, tags } = source;
  expect(await read(made.vmId)).toMatchObject({
    ...{ name: 'web-2', state: 'requested', templateId: null, templateName: 'clone of web-1' },
    ...{ hostId, driver, image, cpuCount, memoryMb, diskGb, networkMode, tags },
  });
  const [job] = await jobs();
  expect(job).toMatchObject({ id: made.jobId, vmId: made.vmId, vmName: 'web-2', state: 'queued' });
  expect(VmCloneDocument.parse(JSON.parse(job?.document ?? ''))).toEqual({
    ...{ vmId: made.vmId, sourceId: vmId, name: 'web-2', driver: 'sandbox', mode: 'linked' },
  });
  const [entry] = await harness.deps.db.read.auditEntry.findMany({ where: { action: 'vm.clone' } });
  expect(JSON.parse(entry?.details ?? '')).toEqual({
    ...{ jobId: made.jobId, mode: 'linked', source: { id: vmId, name: 'web-1' } },
  });
});

it.each([
  ['full', ['exporting', 'importing'], 'running', 'Shut it down, then clone it'],
  ['full', ['exporting', 'importing', 'live-exporting'], 'paused', 'while it runs or is off'],
  ['linked', [...abilities, 'live-exporting'], 'running', 'Shut it down, then clone it'],
] as const)(
  'refuses a %s clone by a driver with %j of a VM that is %s',
  async (mode, names, state, words) => {
    await setAbilities(...names);
    await setVm({ state });
    await expect(request({ mode })).rejects.toMatchObject({
      code: 'precondition-failed',
      userMessage: expect.stringContaining(words),
    });
    expect(await jobs()).toEqual([]);
  },
);

it('clones a VM that runs where the driver can copy it so', async () => {
  await setAbilities(...abilities, 'live-exporting');
  await setVm({ state: 'running' });
  await request();
  expect(await jobs()).toHaveLength(1);
});

it('refuses a taken name, a busy source, a driver that cannot, a draining host, and who may not', async () => {
  await expect(request({}, await harness.addPerson('viewer'))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(request({ name: 'web-1' })).rejects.toMatchObject({ code: 'already-exists' });
  await setAbilities('exporting', 'importing');
  await expect(request({ mode: 'linked' })).rejects.toMatchObject({ code: 'unsupported' });
  await setAbilities('exporting');
  await expect(request()).rejects.toMatchObject({ code: 'unsupported' });
  await setHost({ isDraining: true });
  await expect(request()).rejects.toMatchObject({ code: 'precondition-failed' });
  await write((transaction) => transaction.job.updateMany({ data: { state: 'running' } }));
  await expect(request()).rejects.toMatchObject({ code: 'conflict' });
  expect(await jobs()).toEqual([]);
});

it('is asked for again by a retry, as another VM of the same name', async () => {
  const first = await request();
  await write(async (transaction) => {
    await transaction.job.update({ where: { id: first.jobId }, data: { state: 'failed' } });
    await transaction.vm.update({
      where: { id: first.vmId },
      data: { state: 'deleted', liveName: null, deletedAt: new Date() },
    });
  });
  const again = await retryJob(harness.deps, operator, { jobId: first.jobId });
  expect((await jobs()).find(({ id }) => id === again.jobId)).toMatchObject({
    retryOfId: first.jobId,
    vmName: 'web-2',
  });
});
