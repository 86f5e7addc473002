import { VmImportDocument, type VmImportInput } from '@busbar/shared/jobs/vm-import';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost } from '../../testing/fleet-fixtures.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { cancelJob } from '../job/cancel-job.ts';
import { retryJob } from '../job/retry-job.ts';
import { requestImport } from './request-import.ts';

const gone = '018f0000-0000-7000-8000-00000000a001';
const exportId = '018f0000-0000-7000-8000-00000000b001';

let harness: ServiceHarness;
let operator: Actor;
let hostId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  hostId = await addHost(harness, { abilities: ['importing'] });
});
afterEach(() => harness.remove());

type Write = Parameters<ServiceHarness['deps']['db']['write']>[0];
const write = (work: Write) => harness.deps.db.write(work);
const inputFor = (change: Partial<VmImportInput> = {}): VmImportInput => ({
  ...{ hostId, exportId, mode: 'copy', name: 'web-2' },
  vm: {
    ...{ id: gone, name: 'web-1', driver: 'sandbox', image: 'sandbox-default', network: 'none' },
    ...{ cpuCount: 2, memoryBytes: 2 ** 29, diskBytes: 3 * 2 ** 30 },
  },
  ...change,
});
const request = (change: Partial<VmImportInput> = {}, actor = operator) =>
  requestImport(harness.deps, actor, inputFor(change));
const rowOf = (id: string) => harness.deps.db.read.vm.findUnique({ where: { id } });
const jobs = () => harness.deps.db.read.job.findMany({ where: { kind: 'vm.import' } });
/** As a VM is kept that was here once. */
async function addFormer(state: string, liveName: string | null = null): Promise<void> {
  await write((transaction) =>
    transaction.vm.create({
      data: {
        ...{ id: gone, name: 'web-1', liveName, hostId, state, driver: 'sandbox', image: 'old' },
        ...{ templateId: 't', templateName: 'Minimal', templateVersion: 3, tags: '["blue"]' },
        ...{ cpuCount: 1, memoryMb: 256, diskGb: 1, deletedAt: state === 'deleted' ? new Date() : null },
      },
    }),
  );
}
const inPlace = { mode: 'in-place', name: 'web-1' } as const;

it('adds another VM that says what it is a copy of, and the job that makes it', async () => {
  const { jobId, vmId } = await request();
  expect(await rowOf(vmId)).toMatchObject({
    ...{ name: 'web-2', liveName: 'web-2', state: 'requested', hostId, templateName: 'copy of web-1' },
    ...{ image: 'sandbox-default', cpuCount: 2, memoryMb: 512, diskGb: 3, networkMode: 'none' },
  });
  const [job] = await jobs();
  expect(job).toMatchObject({ id: jobId, vmId, state: 'queued', vmName: 'web-2' });
  const { hostId: _hostId, ...document } = inputFor();
  expect(VmImportDocument.parse(JSON.parse(job?.document ?? ''))).toEqual({ ...document, vmId });
  const [entry] = await harness.deps.db.read.auditEntry.findMany({ where: { action: 'vm.import' } });
  expect(JSON.parse(entry?.details ?? '')).toEqual({
    ...{ jobId, hostId, exportId, mode: 'copy' },
    exported: { id: gone, name: 'web-1' },
  });
});

it.each([
  ['deleted', null],
  ['missing', 'web-1'],
])('brings a VM back that is %s: with its template, tags and time of making', async (state, liveName) => {
  await addFormer(state, liveName);
  const before = await rowOf(gone);
  const { vmId } = await request(inPlace);
  expect(vmId).toBe(gone);
  expect(await rowOf(gone)).toMatchObject({
    ...{ state: 'requested', liveName: 'web-1', deletedAt: null, image: 'sandbox-default', memoryMb: 512 },
    ...{ templateName: 'Minimal', templateVersion: 3, tags: '["blue"]', createdAt: before?.createdAt },
  });
});

it('brings a VM back under its id that this control plane has never known', async () => {
  const { vmId } = await request(inPlace);
  expect(vmId).toBe(gone);
  expect(await rowOf(gone)).toMatchObject({ state: 'requested', name: 'web-1', templateName: '' });
});

it.each(['running', 'stopped', 'deleting', 'provisioning'])(
  'refuses to bring a VM back that is %s, and says what to do',
  async (state) => {
    await addFormer(state, 'web-1');
    await expect(request(inPlace)).rejects.toMatchObject({
      code: 'conflict',
      userMessage: expect.stringContaining('Make another VM of it, or delete web-1 first'),
    });
    expect(await rowOf(gone)).toMatchObject({ state, image: 'old' });
    expect(await jobs()).toEqual([]);
  },
);

it('refuses a name that another VM has', async () => {
  await addFormer('running', 'web-2');
  await expect(request()).rejects.toMatchObject({ code: 'already-exists', details: { field: 'name' } });
  expect(await jobs()).toEqual([]);
});

it('leaves nothing of a VM whose job is cancelled before its host has it, and the one that was gone is gone', async () => {
  await addFormer('deleted');
  const { jobId } = await request(inPlace);
  await cancelJob(harness.deps, operator, { jobId });
  expect(await rowOf(gone)).toMatchObject({ state: 'deleted', liveName: null });
  await request(inPlace);
  expect(await rowOf(gone)).toMatchObject({ state: 'requested', liveName: 'web-1' });
});

it('is asked for again by a retry, as another VM of the same name', async () => {
  const { jobId, vmId } = await request();
  await write(async (transaction) => {
    await transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } });
    await transaction.vm.update({ where: { id: vmId }, data: { state: 'deleted', liveName: null } });
  });
  const again = await retryJob(harness.deps, operator, { jobId });
  const second = (await jobs()).find(({ id }) => id === again.jobId);
  expect(second).toMatchObject({ retryOfId: jobId, vmName: 'web-2' });
  expect(second?.vmId).not.toBe(vmId);
});

it('refuses a host that cannot take it, a driver that cannot, and who may not', async () => {
  await expect(request({}, await harness.addPerson('viewer'))).rejects.toMatchObject({ code: 'forbidden' });
  const vm = inputFor().vm;
  await expect(request({ vm: { ...vm, driver: 'qemu' } })).rejects.toMatchObject({
    code: 'precondition-failed',
  });
  await expect(request({ vm: { ...vm, memoryBytes: 2 ** 40 } })).rejects.toMatchObject({
    userMessage: expect.stringContaining('of memory in all'),
  });
  const draining = await addHost(harness, { name: 'host-2', isDraining: true, abilities: ['importing'] });
  await expect(request({ hostId: draining })).rejects.toMatchObject({ code: 'precondition-failed' });
  const older = await addHost(harness, { name: 'host-3' });
  await expect(request({ hostId: older })).rejects.toMatchObject({ code: 'unsupported' });
  expect(await jobs()).toEqual([]);
});
