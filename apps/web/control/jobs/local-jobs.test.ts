import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { makeJob } from '../testing/make-job.ts';
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

const jobOf = (id: string) => plane.db.read.job.findUniqueOrThrow({ where: { id } });
const vmOf = (id: string) => plane.db.read.vm.findUniqueOrThrow({ where: { id } });
const acked = (seq: number) => waitFor('the acknowledgement', () => host.ackedSeq === seq);
const makes = {
  driver: 'sandbox',
  image: 'sandbox-default',
  cpuCount: 1,
  memoryBytes: 2 ** 30,
  diskBytes: 10 * 2 ** 30,
  network: 'none',
  template: 'minimal',
} as const;
const seen = {
  driver: 'sandbox',
  power: 'running',
  channel: 'up',
  cpuCount: 1,
  memoryBytes: 2 ** 30,
  hello: null,
  heartbeat: null,
} as const;
const begun = (jobId: string, vmId: string, more: object = {}) => ({
  type: 'job-begun',
  jobId,
  attempt: 1,
  job: { kind: 'vm.provision', vmId, vmName: `v-${vmId.slice(-6)}`, requestedBy: 'root', makes, ...more },
});
const ofVm = (jobId: string, vmId: string, kind: string) =>
  begun(jobId, vmId, { kind, makes: undefined, vmName: 'x' });
const ended = (jobId: string, outcome = 'succeeded') => ({
  type: 'job-ended',
  jobId,
  attempt: 1,
  outcome,
  leftBehind: [],
});
const newIds = () => ({ jobId: plane.newId(), vmId: plane.newId() });

it('a VM that was provisioned and deleted on its host while nobody could be told appears with its jobs', async () => {
  const { jobId, vmId } = newIds();
  const deleteId = plane.newId();
  const vm = { ...seen, vmId, name: `v-${vmId.slice(-6)}` };
  host.report(
    begun(jobId, vmId),
    { type: 'step-changed', jobId, attempt: 1, step: 'check', state: 'succeeded' },
    // More than one transaction takes, so that the VM is here when it is seen.
    ...Array.from({ length: 300 }, () => ({
      type: 'log',
      jobId,
      attempt: 1,
      step: null,
      level: 'info',
      line: 'x',
    })),
    { type: 'vm-observed', vm },
    ended(jobId),
  );
  host.vms = [vm];
  await host.link();
  await acked(304);
  expect(await vmOf(vmId)).toMatchObject({
    state: 'running',
    channel: 'up',
    memoryMb: 1024,
    diskGb: 10,
    templateName: 'minimal',
  });
  const job = await jobOf(jobId);
  expect(job).toMatchObject({ state: 'succeeded', vmId, requestedByName: 'root on host' });
  expect(JSON.parse(job.steps)[0]).toMatchObject({ name: 'check', state: 'succeeded' });
  const entry = await plane.db.read.auditEntry.findFirst({ where: { targetId: vmId } });
  expect(entry).toMatchObject({ actorType: 'host', action: 'vm.provision', actorName: 'root on host' });

  host.report(ofVm(deleteId, vmId, 'vm.delete'), ended(deleteId));
  await acked(306);
  expect((await vmOf(vmId)).state).toBe('deleted');
  expect((await jobOf(deleteId)).state).toBe('succeeded');
});

it('is told twice and written once', async () => {
  const { jobId, vmId } = newIds();
  host.report(begun(jobId, vmId), begun(jobId, vmId));
  await host.link();
  await acked(2);
  const events = await plane.db.read.jobEvent.findMany({ where: { jobId } });
  expect(events.map(({ body }) => JSON.parse(body).text)).toEqual(['Asked for on the host itself, by root.']);
  expect((await vmOf(vmId)).state).toBe('provisioning');
});

it('an image that was imported on its host is a job of that host, which only it can do again', async () => {
  const jobId = plane.newId();
  const image = { kind: 'image.import', vmId: null, vmName: 'debian-12-1', makes: undefined };
  host.report(begun(jobId, jobId, image), ended(jobId, 'failed'));
  await host.link();
  await acked(2);
  const job = await jobOf(jobId);
  expect(job).toMatchObject({ state: 'failed', vmId: null, vmName: 'debian-12-1', document: 'null' });
  const entry = await plane.db.read.auditEntry.findFirst({ where: { action: 'image.import' } });
  expect(entry).toMatchObject({ targetType: 'host', targetId: host.identity.hostId });
});

it('a VM comes back in place of one that is gone by an import, and of no other', async () => {
  const [first, again, third] = [newIds(), newIds(), newIds()];
  host.report(
    begun(first.jobId, first.vmId),
    ended(first.jobId, 'failed'),
    begun(again.jobId, first.vmId, { kind: 'vm.import' }),
    begun(third.jobId, first.vmId, { kind: 'vm.import' }),
  );
  await host.link();
  await acked(4);
  expect((await vmOf(first.vmId)).state).toBe('deleted');
  const refused = { id: { in: [again.jobId, third.jobId] } };
  expect(await plane.db.read.job.count({ where: refused })).toBe(0);
  const back = newIds();
  host.report(begun(back.jobId, first.vmId, { kind: 'vm.import', vmName: 'back-1' }));
  await acked(5);
  expect(await vmOf(first.vmId)).toMatchObject({ name: 'back-1', liveName: 'back-1', deletedAt: null });
  expect(await jobOf(back.jobId)).toMatchObject({ kind: 'vm.import', vmId: first.vmId });
});

it('a name that another VM has here is kept, and both are shown', async () => {
  const one = newIds();
  const two = newIds();
  host.report(begun(one.jobId, one.vmId, { vmName: 'twin' }), begun(two.jobId, two.vmId, { vmName: 'twin' }));
  await host.link();
  await acked(2);
  expect(await vmOf(one.vmId)).toMatchObject({ name: 'twin', liveName: 'twin' });
  expect(await vmOf(two.vmId)).toMatchObject({ name: 'twin', liveName: `twin@${two.vmId}` });
});

it('a host can neither touch the VM of another host, nor take a job that exists, nor invent kinds', async () => {
  const other = await plane.newHost('other');
  const { vmId: foreign, jobId: foreignJob } = await makeJob(plane, other.identity.hostId, {
    kind: 'vm.start',
  });
  const before = await vmOf(foreign);
  const ids = [plane.newId(), plane.newId(), plane.newId(), plane.newId(), plane.newId()] as const;
  host.report(
    ofVm(ids[0], foreign, 'vm.delete'),
    ended(ids[0]),
    begun(ids[1], foreign),
    ofVm(foreignJob, plane.newId(), 'vm.delete'),
    ofVm(ids[2], plane.newId(), 'vm.explode'),
    ofVm(ids[3], plane.newId(), 'vm.provision'),
    begun(ids[4], plane.newId(), { vmName: '<img src=x>' }),
  );
  await host.link();
  await acked(7);
  expect(await plane.db.read.job.count({ where: { id: { in: [...ids] } } })).toBe(0);
  expect(await vmOf(foreign)).toMatchObject({ state: before.state, name: before.name });
  expect((await jobOf(foreignJob)).kind).toBe('vm.start');
});

it('one that its host has forgotten fails instead of beginning anew: its documents are there', async () => {
  const { jobId, vmId } = newIds();
  host.report(begun(jobId, vmId));
  await host.link();
  await acked(1);
  await host.cut();
  await waitFor('the host to be offline', async () => {
    const row = await plane.db.read.host.findUnique({ where: { id: host.identity.hostId } });
    return row?.state === 'offline';
  });
  await host.link();
  await waitFor('its end', async () => (await jobOf(jobId)).state === 'failed');
  expect((await vmOf(vmId)).state).toBe('failed');
  expect(host.jobs).toEqual([]);
});
