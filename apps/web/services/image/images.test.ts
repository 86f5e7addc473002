import type { ImageImportInput } from '@busbar/shared/jobs/image-import';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost, addTemplate, provisionInput } from '../../testing/fleet-fixtures.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { retryJob } from '../job/retry-job.ts';
import { readJobView } from '../views/job.ts';
import { requestProvision } from '../vm/request-provision.ts';
import { listImages } from './list-images.ts';
import { type ImageJob, requestImageJob } from './request-image-job.ts';

let harness: ServiceHarness;
let operator: Actor;
let hostId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  hostId = await addHost(harness, { abilities: ['images'] });
});
afterEach(() => harness.remove());

const url = 'https://mirror.example/debian.qcow2';
const importInput = (more: Partial<ImageImportInput> = {}): ImageImportInput => ({
  ...{ hostId, driver: 'sandbox', slug: 'debian-13', title: 'Debian 13', os: 'Debian GNU/Linux' },
  ...{ defaultUser: null, hasCloudInit: true, secureBoot: 'linux', checksum: null },
  source: { kind: 'url', url: `${url}?key=secret` },
  ...more,
});
const reference = () => ({ hostId, driver: 'sandbox' as const, image: 'debian-13-20260801' });
const request = (job: ImageJob, actor = operator) => requestImageJob(harness.deps, actor, job);
const { read } = { read: () => harness.deps.db.read };
const write = (work: Parameters<ServiceHarness['deps']['db']['write']>[0]) => harness.deps.db.write(work);

describe('an import', () => {
  it('is queued without any VM, with the day as its version; the audit shows no query of the URL', async () => {
    const { jobId } = await request({ kind: 'image.import', input: importInput() });
    const job = await read().job.findUniqueOrThrow({ where: { id: jobId } });
    const day = harness.deps.now().toISOString().slice(0, 10).replaceAll('-', '');
    expect(job).toMatchObject({ kind: 'image.import', vmId: null, hostId, state: 'queued' });
    expect(JSON.parse(job.document)).toMatchObject({ slug: 'debian-13', version: day });
    expect((await readJobView(read(), jobId))?.title).toBe(`Import the image debian-13-${day}`);
    const [entry] = await read().auditEntry.findMany({ where: { action: 'image.import' } });
    expect(entry).toMatchObject({ targetType: 'host', targetId: hostId, outcome: 'allowed' });
    expect(JSON.parse(entry?.details ?? '')).toEqual({
      ...{ jobId, driver: 'sandbox', image: `debian-13-${day}`, source: url },
    });
  });

  it('is done again with what it was asked for', async () => {
    const { jobId } = await request({ kind: 'image.import', input: importInput({ version: '1' }) });
    await write((transaction) => transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } }));
    const again = await retryJob(harness.deps, operator, { jobId });
    const [first, second] = await Promise.all(
      [jobId, again.jobId].map((id) => read().job.findUniqueOrThrow({ where: { id } })),
    );
    expect(second).toMatchObject({ retryOfId: jobId, hostId, document: first?.document });
  });
});

it.each(['image.verify', 'image.remove'] as const)(
  '%s is queued, and done again after it failed',
  async (kind) => {
    const { jobId } = await request({ kind, input: reference() });
    await write((transaction) => transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } }));
    const again = await retryJob(harness.deps, operator, { jobId });
    const job = await read().job.findUniqueOrThrow({ where: { id: again.jobId } });
    expect(JSON.parse(job.document)).toEqual({ driver: 'sandbox', image: 'debian-13-20260801' });
  },
);

describe('is refused, with nothing written', () => {
  afterEach(async () => expect(await read().job.count()).toBe(0));

  it('where the driver takes no images of one’s own', async () => {
    const plain = await addHost(harness, { name: 'plain' });
    const asked = request({ kind: 'image.remove', input: { ...reference(), hostId: plain } });
    await expect(asked).rejects.toMatchObject({ code: 'unsupported' });
    const other = request({ kind: 'image.import', input: importInput({ driver: 'qemu' }) });
    await expect(other).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('for who may not', async () => {
    const viewer = await harness.addPerson('viewer');
    const asked = request({ kind: 'image.verify', input: reference() }, viewer);
    await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the list', () => {
  const imported = (slug: string, version: string, more: Partial<HostImage> = {}): HostImage => ({
    ...{
      name: `${slug}-${version}`,
      driver: 'sandbox',
      title: slug,
      os: 'Linux',
      sizeBytes: 1,
      sha256: null,
    },
    ...{ hasCloudInit: true, notes: '', check: { state: 'verified', at: 1 } },
    imported: { slug, version, source: 'x', sourceFormat: 'raw', isChecked: true, at: 1, defaultUser: null },
    ...more,
  });
  const setImages = (id: string, images: readonly HostImage[]) =>
    write((transaction) =>
      transaction.host.update({ where: { id }, data: { images: JSON.stringify(images) } }),
    );

  it('says what is outdated, by the numbers of versions on all hosts, and not across drivers', async () => {
    const other = await addHost(harness, { name: 'other' });
    await setImages(hostId, [imported('debian', '13.9'), imported('fedora', '42')]);
    await setImages(other, [
      imported('debian', '13.10'),
      imported('fedora', '43', { driver: 'qemu' }),
      imported('debian', '13.9', { check: { state: 'damaged', at: 2 } }),
    ]);
    const { items } = await listImages(harness.deps, operator);
    expect(items.map(({ name, driver, newerVersion }) => [name, driver, newerVersion])).toEqual([
      ['debian-13.10', 'sandbox', null],
      ['debian-13.9', 'sandbox', '13.10'],
      ['fedora-43', 'qemu', null],
      ['fedora-42', 'sandbox', null],
    ]);
    expect(items[1]?.hosts).toMatchObject([
      { name: 'host-1', check: { state: 'verified' } },
      { name: 'other', check: { state: 'damaged' } },
    ]);
  });

  it('counts the VMs of each host that were made from an image', async () => {
    await requestProvision(harness.deps, operator, provisionInput(hostId, await addTemplate(harness)));
    const { items } = await listImages(harness.deps, operator);
    expect(items).toMatchObject([{ name: 'sandbox-default', hosts: [{ vmCount: 1 }], newerVersion: null }]);
  });
});
