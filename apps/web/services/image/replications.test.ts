/** Copies of images from host to host: asked for, and made before a VM that needs one. */
import type { ImageReplicateInput } from '@busbar/shared/jobs/image-replicate';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost, addTemplate, provisionInput } from '../../testing/fleet-fixtures.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { retryJob } from '../job/retry-job.ts';
import { requestProvision } from '../vm/request-provision.ts';
import { requestReplication } from './request-replication.ts';

const sha256 = 'a'.repeat(64);
const copied: HostImage = {
  ...{
    name: 'debian-13-1',
    driver: 'sandbox',
    title: 'Debian 13',
    os: 'Debian GNU/Linux',
    sizeBytes: 2 ** 30,
  },
  ...{
    sha256,
    hasCloudInit: true,
    notes: '',
    virtualSizeBytes: 2 ** 30,
    check: { state: 'verified', at: 1 },
  },
};
let harness: ServiceHarness;
let operator: Actor;
let here: string;
let there: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  here = await addHost(harness, { name: 'here', abilities: ['images'] });
  there = await addHost(harness, { name: 'there', abilities: ['images'] });
  await setImages(there, [copied]);
});
afterEach(() => harness.remove());

const write = (work: Parameters<ServiceHarness['deps']['db']['write']>[0]) => harness.deps.db.write(work);
const setImages = (id: string, images: readonly HostImage[]) =>
  write((transaction) =>
    transaction.host.update({ where: { id }, data: { images: JSON.stringify(images) } }),
  );
const input = (more: Partial<ImageReplicateInput> = {}): ImageReplicateInput => ({
  ...{ hostId: here, driver: 'sandbox', image: copied.name, sourceHostId: null },
  ...more,
});
const request = (more: Partial<ImageReplicateInput> = {}, actor = operator) =>
  requestReplication(harness.deps, actor, input(more));
const jobOf = (id: string) => harness.deps.db.read.job.findUniqueOrThrow({ where: { id } });
const fail = (id: string) =>
  write((transaction) => transaction.job.update({ where: { id }, data: { state: 'failed' } }));

describe('a copy', () => {
  it('is queued at the host that is to have it, with the host that has it, and is in the audit', async () => {
    const { jobId } = await request();
    const job = await jobOf(jobId);
    expect(job).toMatchObject({ kind: 'image.replicate', hostId: here, vmId: null, vmName: copied.name });
    expect(JSON.parse(job.document)).toEqual({
      ...{ driver: 'sandbox', image: copied.name, sha256 },
      source: { hostId: there, hostName: 'there', driver: 'sandbox' },
    });
    const [entry] = await harness.deps.db.read.auditEntry.findMany({ where: { action: 'image.replicate' } });
    expect(JSON.parse(entry?.details ?? '')).toMatchObject({ jobId, from: 'there' });
  });

  it('comes from a host that is online and intact before any other', async () => {
    const state = (id: string, to: string) =>
      write((transaction) => transaction.host.update({ where: { id }, data: { state: to } }));
    const better = await addHost(harness, { name: 'better' });
    await setImages(better, [copied]);
    await setImages(there, [{ ...copied, check: { state: 'damaged', at: 1 } }]);
    const sourceOf = async ({ jobId }: { jobId: string }) =>
      JSON.parse((await jobOf(jobId)).document).source.hostName;
    const first = await request();
    expect(await sourceOf(first)).toBe('better');
    await fail(first.jobId);
    await setImages(there, [copied]);
    await state(better, 'offline');
    expect(await sourceOf(await request())).toBe('there');
  });

  it('is done again from the same host', async () => {
    const { jobId } = await request({ sourceHostId: there });
    await fail(jobId);
    const again = await retryJob(harness.deps, operator, { jobId });
    const [first, second] = await Promise.all([jobId, again.jobId].map(jobOf));
    expect(second).toMatchObject({ retryOfId: jobId, hostId: here, document: first?.document });
  });

  it('is refused while it is under way, and where there is nothing to copy', async () => {
    await expect(request({ sourceHostId: here })).rejects.toMatchObject({ code: 'invalid-input' });
    await request();
    await expect(request()).rejects.toMatchObject({ code: 'conflict' });
    await expect(request({ hostId: there })).rejects.toMatchObject({ code: 'already-exists' });
    await expect(request({ image: 'none' })).rejects.toMatchObject({ code: 'not-found' });
    const plain = await addHost(harness, { name: 'plain' });
    await expect(request({ hostId: plain })).rejects.toMatchObject({ code: 'unsupported' });
    await setImages(there, [{ ...copied, check: { state: 'damaged', at: 1 } }]);
    await expect(
      request({ hostId: await addHost(harness, { name: 'c', abilities: ['images'] }) }),
    ).rejects.toMatchObject({ code: 'precondition-failed' });
    const viewer = await harness.addPerson('viewer');
    await expect(request({}, viewer)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await harness.deps.db.read.job.count()).toBe(1);
  });
});

describe('a VM for a host that lacks its image', () => {
  const provision = async (more: object = {}) => {
    const asked = provisionInput(here, await addTemplate(harness), {
      image: copied.name,
      copyImage: true,
      ...more,
    });
    return requestProvision(harness.deps, operator, asked);
  };

  it('waits for one copy, however many VMs are asked for, and by whichever request', async () => {
    const { jobs } = await provision({ count: 2 });
    const more = await provision({ name: 'db' });
    const afterIds = [...jobs, ...more.jobs].map(({ job }) => job.afterId);
    expect(new Set(afterIds).size).toBe(1);
    expect(await jobOf(afterIds[0] ?? '')).toMatchObject({ kind: 'image.replicate', hostId: here });
    expect(await harness.deps.db.read.job.count({ where: { kind: 'image.replicate' } })).toBe(1);
  });

  it('is refused unless the copy was asked for', async () => {
    await expect(provision({ copyImage: false })).rejects.toMatchObject({ code: 'precondition-failed' });
    expect(await harness.deps.db.read.job.count()).toBe(0);
  });

  it('waits for nothing where the image is', async () => {
    await setImages(here, [copied]);
    const { jobs } = await provision();
    expect(jobs[0]?.job.afterId).toBeNull();
  });

  it('is asked for again with a new copy', async () => {
    const [made] = (await provision()).jobs;
    await fail(made?.job.afterId ?? '');
    await write((transaction) =>
      transaction.vm.update({
        where: { id: made?.vmId ?? '' },
        data: { liveName: null, intendedSeed: '{}' },
      }),
    );
    await fail(made?.jobId ?? '');
    const again = await jobOf((await retryJob(harness.deps, operator, { jobId: made?.jobId ?? '' })).jobId);
    expect(again.afterId).not.toBe(made?.job.afterId);
    expect(await jobOf(again.afterId ?? '')).toMatchObject({ kind: 'image.replicate', state: 'queued' });
  });
});
