import { VmResizeDocument } from '@busbar/shared/jobs/vm-resize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addProvisionedVm } from '../../testing/provisioned-vm.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { retryJob } from '../job/retry-job.ts';
import { requestResize } from './request-resize.ts';

let harness: ServiceHarness;
let operator: Actor;
let vmId: string;
const size = { cpuCount: 1, memoryMb: 512, diskGb: 8 };
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  const host = { abilities: ['resizing'] };
  ({ vmId } = await addProvisionedVm(harness, operator, { host, input: size, vm: { state: 'stopped' } }));
});
afterEach(() => harness.remove());

const resize = (change: Partial<typeof size>, more: object = {}) =>
  requestResize(harness.deps, operator, { vmId, ...size, ...change, ...more });
const resizeJobs = () => harness.deps.db.read.job.findMany({ where: { kind: 'vm.resize' } });

it('queues a job with the whole size, and records what was and what is to be', async () => {
  const { jobId } = await resize({ cpuCount: 4, memoryMb: 1024 });
  const [job] = await resizeJobs();
  expect(job).toMatchObject({ id: jobId, state: 'queued', vmId });
  expect(VmResizeDocument.parse(JSON.parse(job?.document ?? ''))).toEqual({
    vmId,
    cpuCount: 4,
    memoryBytes: 2 ** 30,
    diskBytes: 8 * 2 ** 30,
  });
  const [entry] = await harness.deps.db.read.auditEntry.findMany({ where: { action: 'vm.resize' } });
  expect(JSON.parse(entry?.details ?? '')).toEqual({
    jobId,
    from: size,
    to: { cpuCount: 4, memoryMb: 1024, diskGb: 8 },
  });
});

it('is asked for again with the same size by a retry', async () => {
  const { jobId } = await resize({ diskGb: 12 });
  await harness.deps.db.write((transaction) =>
    transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } }),
  );
  const again = await retryJob(harness.deps, operator, { jobId });
  const [first, second] = await resizeJobs();
  expect(second).toMatchObject({ id: again.jobId, retryOfId: jobId, document: first?.document });
});

it.each([
  ['a smaller disk', { diskGb: 4 }, 'invalid-input'],
  ['no change', {}, 'invalid-input'],
])('refuses %s', async (_, change, code) => {
  await expect(resize(change)).rejects.toMatchObject({ code });
  expect(await resizeJobs()).toEqual([]);
});

it('refuses a VM that is not off', async () => {
  await harness.deps.db.write((transaction) =>
    transaction.vm.update({ where: { id: vmId }, data: { state: 'running' } }),
  );
  await expect(resize({ cpuCount: 2 })).rejects.toMatchObject({
    code: 'precondition-failed',
    userMessage: expect.stringContaining('Shut it down'),
  });
});

it('refuses a second one while the first has not ended', async () => {
  await resize({ cpuCount: 2 });
  await expect(resize({ cpuCount: 3 })).rejects.toMatchObject({ code: 'conflict' });
});

it('refuses where the driver cannot', async () => {
  await harness.deps.db.write((transaction) => transaction.host.updateMany({ data: { drivers: '[]' } }));
  await expect(resize({ cpuCount: 2 })).rejects.toMatchObject({ code: 'unsupported' });
});
