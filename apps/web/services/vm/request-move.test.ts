import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost, type HostFixture } from '../../testing/fleet-fixtures.ts';
import { addProvisionedVm } from '../../testing/provisioned-vm.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { retryJob } from '../job/retry-job.ts';
import { requestMove } from './request-move.ts';

const mover: HostFixture = { abilities: ['host-moving'], isMovingEnabled: true };
let harness: ServiceHarness;
let operator: Actor;
let hostId: string;
let vmId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  const wish = { host: mover, input: { variables: {} }, vm: { state: 'running' } };
  ({ hostId, vmId } = await addProvisionedVm(harness, operator, wish));
});
afterEach(() => harness.remove());

const to = (fixture: HostFixture = {}) => addHost(harness, { ...mover, name: 'rack', ...fixture });
const move = (toHostId: string, actor = operator) => requestMove(harness.deps, actor, { vmId, toHostId });
const jobOf = (id: string) => harness.deps.db.read.job.findUniqueOrThrow({ where: { id } });

it('is queued at the VM’s host, with what its destination has told, audited, and done again after it failed', async () => {
  const toHostId = await to();
  const { jobId } = await move(toHostId);
  const job = await jobOf(jobId);
  expect(job).toMatchObject({ kind: 'vm.move', hostId, vmId, state: 'queued' });
  const destination = {
    hostName: 'rack',
    machine: 'RACK',
    folder: `C:\\rack\\${vmId}`,
    freeBytes: 50 * 2 ** 30,
  };
  const document = { vmId, toHostId, driver: 'sandbox', to: destination };
  expect(JSON.parse(job.document)).toEqual(document);
  expect(harness.nudged).toEqual([jobId]);
  const [entry] = await harness.deps.db.read.auditEntry.findMany({ where: { action: 'vm.move' } });
  expect(entry).toMatchObject({ targetId: vmId, actorId: operator.userId, outcome: 'allowed' });
  expect(JSON.parse(entry?.details ?? '')).toEqual({ jobId, toHostId });
  await expect(move(toHostId)).rejects.toMatchObject({ code: 'conflict' });
  await harness.deps.db.write((transaction) =>
    transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } }),
  );
  const again = await retryJob(harness.deps, operator, { jobId });
  const retried = await jobOf(again.jobId);
  expect(retried).toMatchObject({ kind: 'vm.move', retryOfId: jobId });
  expect(JSON.parse(retried.document)).toEqual(document);
});

describe('is refused, with nothing queued', () => {
  afterEach(async () => expect(await harness.deps.db.read.job.count({ where: { kind: 'vm.move' } })).toBe(0));

  it.each<[string, HostFixture]>([
    ['a host that is offline', { state: 'offline' }],
    ['one that is draining', { isDraining: true }],
    ['one whose driver exchanges no VMs', { abilities: [] }],
    ['one where live migration is off', { isMovingEnabled: false }],
    ['one without the memory', { memoryFreeBytes: 2 ** 20 }],
  ])('to %s, in words', async (_name, fixture) => {
    await expect(move(await to(fixture))).rejects.toMatchObject({
      code: 'precondition-failed',
      userMessage: expect.stringContaining('rack'),
    });
  });

  it('to its own host, one that was removed, and for who may not', async () => {
    await expect(move(hostId)).rejects.toMatchObject({ code: 'precondition-failed' });
    await expect(move(await to({ state: 'removed' }))).rejects.toMatchObject({ code: 'not-found' });
    const viewer = await harness.addPerson('viewer');
    await expect(move(await to({ name: 'other' }), viewer)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('of a VM whose driver lacks the ability', async () => {
    const plain = await addHost(harness, { name: 'plain' });
    await harness.deps.db.write((transaction) =>
      transaction.vm.update({ where: { id: vmId }, data: { hostId: plain } }),
    );
    await expect(move(await to())).rejects.toMatchObject({ code: 'unsupported' });
  });
});
