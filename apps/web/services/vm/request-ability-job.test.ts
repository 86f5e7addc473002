import type { VmMeterInput } from '@busbar/shared/jobs/vm-meter';
import type { VmMoveStorageInput } from '@busbar/shared/jobs/vm-move-storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost } from '../../testing/fleet-fixtures.ts';
import { addProvisionedVm } from '../../testing/provisioned-vm.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { type CheckpointJob, requestCheckpointJob } from '../checkpoint/request-checkpoint-job.ts';
import { type DiskJob, isDiskJobKind, requestDiskJob } from '../disk/request-disk-job.ts';
import { retryJob } from '../job/retry-job.ts';
import { isMediaJobKind, type MediaJob, requestMediaJob } from '../media/request-media-job.ts';
import { requestMeter } from './request-meter.ts';
import { requestMoveStorage } from './request-move-storage.ts';

const checkpointId = '9b2e6f0c-5d1a-4c57-8f3e-2f1a9c0d7e11';
let harness: ServiceHarness;
let operator: Actor;
let hostId: string;
let vmId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  ({ hostId, vmId } = await addProvisionedVm(harness, operator, {
    host: { abilities: ['checkpoints', 'disks', 'media', 'metering', 'storage-moving'] },
    input: { variables: {} },
    vm: { state: 'running' },
  }));
});
afterEach(() => harness.remove());

/** Each kind with what its input has beside the VM. */
const kinds = [
  ['checkpoint.create', { name: 'clean' }],
  ['checkpoint.apply', { checkpointId, start: true }],
  ['checkpoint.rename', { checkpointId, name: 'pristine' }],
  ['checkpoint.remove', { checkpointId }],
  ['media.attach', { iso: 'debian 13.iso' }],
  ['media.eject', {}],
  ['disk.add', { sizeGb: 8, kind: 'fixed' }],
  ['disk.remove', { diskId: 'data-1', deleteFile: true }],
  ['disk.resize', { diskId: 'system', sizeGb: 16 }],
  ['disk.compact', { diskId: 'system' }],
  ['disk.convert', { diskId: 'scsi-0-3', kind: 'dynamic' }],
  ['vm.move-storage', { place: 'fast' }],
  ['vm.meter', { metering: 'on' }],
] as const;
type Kind = (typeof kinds)[number][0];

type Write = Parameters<ServiceHarness['deps']['db']['write']>[0];
const write = (work: Write) => harness.deps.db.write(work);
const setVm = (state: string) =>
  write((transaction) => transaction.vm.update({ where: { id: vmId }, data: { state } }));
const request = (kind: Kind, what: object, actor = operator) => {
  const job = { kind, input: { vmId, ...what } };
  if (kind === 'vm.move-storage')
    return requestMoveStorage(harness.deps, actor, job.input as VmMoveStorageInput);
  if (kind === 'vm.meter') return requestMeter(harness.deps, actor, job.input as VmMeterInput);
  if (isDiskJobKind(kind)) return requestDiskJob(harness.deps, actor, job as DiskJob);
  return isMediaJobKind(kind)
    ? requestMediaJob(harness.deps, actor, job as MediaJob)
    : requestCheckpointJob(harness.deps, actor, job as CheckpointJob);
};
const vmVersion = async () =>
  (await harness.deps.db.read.vm.findUniqueOrThrow({ where: { id: vmId } })).version;
const queued = () => harness.deps.db.read.job.findMany({ where: { state: 'queued' } });

describe.each(kinds)('%s', (kind, what) => {
  it('is queued with its document, its audit entry and a nudge', async () => {
    const before = await vmVersion();
    const { jobId } = await request(kind, what);
    const job = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: jobId } });
    expect(job).toMatchObject({ kind, vmId, hostId, state: 'queued' });
    expect(await vmVersion()).toBeGreaterThan(before);
    expect(JSON.parse(job.document)).toEqual({ vmId, ...what });
    expect(harness.nudged).toEqual([jobId]);
    const audited = await harness.deps.db.read.auditEntry.findMany({ where: { action: kind } });
    expect(audited).toMatchObject([{ targetId: vmId, actorId: operator.userId, outcome: 'allowed' }]);
    expect(JSON.parse(audited[0]?.details ?? '')).toEqual({ jobId, ...what });
  });

  it('is done again after it failed', async () => {
    const { jobId } = await request(kind, what);
    await write((transaction) => transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } }));
    const again = await retryJob(harness.deps, operator, { jobId });
    const job = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: again.jobId } });
    expect(job).toMatchObject({ kind, retryOfId: jobId, state: 'queued' });
    expect(JSON.parse(job.document)).toEqual({ vmId, ...what });
  });

  describe('is refused, with nothing written', () => {
    afterEach(async () => expect(await queued()).toEqual([]));

    it('for a driver without the ability', async () => {
      const plain = await addHost(harness, { name: 'plain' });
      await write((transaction) => transaction.vm.update({ where: { id: vmId }, data: { hostId: plain } }));
      await expect(request(kind, what)).rejects.toMatchObject({ code: 'unsupported' });
    });

    it.each(['provisioning', 'missing', 'deleting'])('for a VM that is %s', async (state) => {
      await setVm(state);
      const refusal = { code: 'precondition-failed', details: { state } };
      await expect(request(kind, what)).rejects.toMatchObject(refusal);
    });

    it('for who may not', async () => {
      const viewer = await harness.addPerson('viewer');
      await expect(request(kind, what, viewer)).rejects.toMatchObject({ code: 'forbidden' });
    });
  });

  it('waits for no other job of the VM: the second one is refused', async () => {
    await request('checkpoint.create', { name: 'first' });
    await expect(request(kind, what)).rejects.toMatchObject({ code: 'conflict' });
    expect(await queued()).toHaveLength(1);
  });
});
