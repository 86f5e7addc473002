import { DynamicMemory, VmAdapter } from '@busbar/shared/domain/hardware';
import { macOf } from '@busbar/shared/domain/mac-address';
import { VmProvisionDocument } from '@busbar/shared/jobs/vm-provision';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost, addTemplate, provisionInput } from '../../testing/fleet-fixtures.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { previewSeed } from './preview-seed.ts';
import { RequestProvisionInput, requestProvision } from './request-provision.ts';

let harness: ServiceHarness;
let operator: Actor;
let templateId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
  templateId = await addTemplate(harness);
});
afterEach(() => harness.remove());

const adapters = [
  VmAdapter.parse({}),
  VmAdapter.parse({
    switchName: 'Lab “one” $(x)',
    vlanId: 42,
    addressing: { mode: 'static', addresses: ['192.0.2.10/24'], gateway: '192.0.2.1' },
  }),
];
const dynamicMemory = DynamicMemory.parse({ minimumMb: 256, maximumMb: 4096 });
const able = (abilities: readonly string[]) => addHost(harness, { abilities });
const request = (hostId: string | null, hardware: object) =>
  requestProvision(
    harness.deps,
    operator,
    provisionInput(hostId, templateId, { variables: {}, memoryMb: 512, ...hardware }),
  );
async function documentOf(jobId = '') {
  const job = await harness.deps.db.read.job.findUniqueOrThrow({
    where: { id: jobId },
    include: { vm: true },
  });
  return { document: VmProvisionDocument.parse(JSON.parse(job.document)), vm: job.vm };
}

it('sends the host the adapters without their addresses, which are in the seed', async () => {
  const hostId = await able(['adapters', 'dynamic-memory', 'tpm']);
  const { jobs } = await request(hostId, { adapters, dynamicMemory, tpm: true });
  const { document, vm } = await documentOf(jobs[0]?.jobId);
  const id = document.vmId;
  expect(document).toMatchObject({
    network: 'user',
    tpm: true,
    dynamicMemory: { minimumBytes: 256 * 2 ** 20, maximumBytes: 4096 * 2 ** 20, bufferPercent: 20 },
  });
  expect(document.adapters).toEqual([
    { switchName: null, vlanId: null, macAddress: macOf(id, 0) },
    { switchName: 'Lab “one” $(x)', vlanId: 42, macAddress: macOf(id, 1) },
  ]);
  expect(document.template.networkConfig).toContain('- "192.0.2.10/24"');
  expect(document.template.networkConfig).toContain(macOf(id, 1));
  expect(JSON.parse(vm?.intendedSeed ?? '')).toMatchObject({
    networkConfig: document.template.networkConfig,
  });
  expect(vm).toMatchObject({ networkMode: 'user' });
});

it('writes nothing of it where nothing of it was asked for, and one adapter by DHCP needs no network-config', async () => {
  const hostId = await able(['adapters']);
  const plain = await documentOf((await request(hostId, {})).jobs[0]?.jobId);
  for (const field of ['adapters', 'dynamicMemory', 'tpm']) expect(plain.document).not.toHaveProperty(field);
  const one = await request(hostId, { name: 'one', adapters: adapters.slice(0, 1) });
  const { document } = await documentOf(one.jobs[0]?.jobId);
  expect(document.adapters).toEqual([{ switchName: null, vlanId: null, macAddress: null }]);
  expect(document.template.networkConfig).toBeUndefined();
});

it.each([
  ['adapters', { adapters }, 'network adapters of its own'],
  ['dynamic-memory', { dynamicMemory }, 'dynamic memory'],
  ['tpm', { tpm: true }, 'a TPM'],
])('goes to no host that lacks the ability %s', async (ability, hardware, words) => {
  const without = await able(['adapters', 'dynamic-memory', 'tpm'].filter((each) => each !== ability));
  for (const hostId of [without, null]) {
    const asked = request(hostId, hardware);
    await expect(asked).rejects.toMatchObject({
      code: 'precondition-failed',
      message: expect.stringContaining(words),
    });
  }
  const hostId = await addHost(harness, { name: 'able', abilities: [ability] });
  expect((await request(null, hardware)).jobs).toHaveLength(1);
  expect(await harness.deps.db.read.job.count({ where: { hostId } })).toBe(1);
});

it('is refused as a whole where its parts do not fit', () => {
  const input = provisionInput(null, templateId, { memoryMb: 128, dynamicMemory, adapters, count: 2 });
  const { error } = RequestProvisionInput.safeParse(input);
  expect(error?.issues.map(({ path }) => path.join('.')).toSorted()).toEqual([
    'adapters.1.addressing.addresses',
    'dynamicMemory.minimumMb',
  ]);
});

it('is in the preview, in the place of the template’s own network-config', async () => {
  const template = {
    documents: { metaData: '', userData: '#cloud-config\n', networkConfig: 'version: 2\nethernets: {}\n' },
    variables: [],
  };
  const preview = (own: VmAdapter[]) =>
    previewSeed(harness.deps, operator, {
      ...{ template, name: 'vm', cpuCount: 1, memoryMb: 512, variables: {}, adapters: own },
    });
  expect((await preview([])).documents.networkConfig).toBe(template.documents.networkConfig);
  const { documents, findings } = await preview(adapters);
  expect(documents.networkConfig).toContain('192.0.2.10/24');
  expect(findings.filter(({ document }) => document === 'networkConfig')).toEqual([]);
});
