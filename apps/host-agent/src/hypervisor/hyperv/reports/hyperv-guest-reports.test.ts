import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AgentBench, benchVmId, openAgentBench, provisionJob } from '../../../testing/job-bench.ts';
import { type HypervFixture, makeHypervFixture } from '../../testing/hyperv-fixture.ts';
import { makeSimulatedImage } from '../../testing/simulated-image.ts';
import { vmIdOf, vmSpecification } from '../../testing/vm-specification.ts';
import { call } from '../call.ts';
import type { HypervDriver } from '../hyperv-driver.ts';
import { cloudInitPairs, intrinsicPairs } from '../simulator/guests/kvp-pairs.ts';

const signal = new AbortController().signal;
const vmId = vmIdOf(1);
let fixture: HypervFixture;
let driver: HypervDriver;
let bench: AgentBench | null = null;
beforeEach(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
});
afterEach(async () => {
  await bench?.close();
  bench = null;
  await driver.close();
  await fixture.remove();
});

async function startVm(
  network: 'none' | 'user' = 'user',
): Promise<{ readonly Id: string; readonly mac: string }> {
  await driver.adopt(signal);
  const vm = { ...vmSpecification(1, fixture.image), network };
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
  await driver.start(vmId, signal);
  return machine();
}

/** As Hyper-V calls it. */
async function machine(): Promise<{ readonly Id: string; readonly mac: string }> {
  const [vm] = (await fixture.host.query(call('Get-BusbarVMSummary'), signal)) as {
    Id: string;
    NetworkAdapters: { MacAddress: string }[];
  }[];
  return { Id: vm?.Id ?? '', mac: vm?.NetworkAdapters[0]?.MacAddress ?? '' };
}

type Guest = { readonly kvp?: Record<string, string>; readonly ipAddresses?: string[] };
const guestSays = async (guest: Guest): Promise<void> => {
  const { Id } = await machine();
  await fixture.simulator.control({ kind: 'set-guest', host: fixture.hostName, vmId: Id, ...guest });
};
const report = async () => (await driver.guestReports.look([vmId, vmIdOf(2)], signal)).get(vmId);

test('addresses come from the guest’s own words, and from neighbours only where it has none', async () => {
  const { mac } = await startVm();
  expect(await report()).toBeUndefined();
  const neighbors = [
    { macAddress: mac, ipAddress: '172.26.33.91' },
    { macAddress: mac, ipAddress: 'fe80::1' },
    { macAddress: 'FFFFFFFFFFFF', ipAddress: '172.26.33.255' },
  ];
  await fixture.simulator.control({ kind: 'set-neighbors', host: fixture.hostName, neighbors });
  expect(await report()).toEqual({
    addresses: [{ address: '172.26.33.91', source: 'neighbour' }],
    cloudInit: null,
  });
  await guestSays({ ipAddresses: ['10.1.2.3', '169.254.1.1', 'nonsense', '2001:db8::7'] });
  expect((await report())?.addresses).toEqual([
    { address: '10.1.2.3', source: 'kvp' },
    { address: '2001:db8::7', source: 'kvp' },
  ]);
});

test('a guest whose adapters say nothing may say its address for the machine', async () => {
  await startVm('none');
  await guestSays({ kvp: { ...intrinsicPairs('web'), NetworkAddressIPv4: '10.1.2.3;10.1.2.4' } });
  expect((await report())?.addresses.map(({ address }) => address)).toEqual(['10.1.2.3', '10.1.2.4']);
});

test('what a guest that floods has written is not told', async () => {
  await startVm();
  const flood = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`item ${n}`, 'x'.repeat(500)]));
  await guestSays({ kvp: flood });
  expect(await report()).toMatchObject({
    addresses: [],
    cloudInit: { state: 'not-started', errors: [expect.stringContaining('more than')] },
  });
});

test('a VM that is off, or of others, is not asked about', async () => {
  await startVm();
  await guestSays({ ipAddresses: ['10.1.2.3'] });
  await driver.powerOff(vmId, signal);
  expect(await driver.guestReports.look([vmId], signal)).toEqual(new Map());
});

const agentless = (userData: string): JobDocument => {
  const job = provisionJob();
  const template = { metaData: 'instance-id: i-1\n', userData };
  const document = {
    ...(job.document as object),
    driver: 'hyperv',
    image: fixture.image,
    network: 'user',
    template,
    variables: {},
  };
  return { ...job, document };
};
const withoutAgent = '#cloud-config\nvendor_data: {enabled: false}\n';

async function openBench(): Promise<AgentBench> {
  await rm(fixture.imagesFolder, { recursive: true });
  await makeSimulatedImage(fixture.host, fixture.imagesFolder, true);
  const folder = join(fixture.vmsFolder, '..', 'agent');
  bench = await openAgentBench({ folder }, driver);
  await copyFile(fixture.seedIso, join(folder, 'tools.iso'));
  return bench;
}

const pairsOf = (status: Partial<CloudInitStatus>): Record<string, string> => ({
  ...intrinsicPairs('web'),
  ...cloudInitPairs(status as CloudInitStatus, () => '3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10'),
});
const stage = (name: string, errors: string[] = []) => ({ name, startedAt: 1000, endedAt: 2000, errors });

test.each([
  ['succeeds', [stage('init'), stage('modules-final')], { outcome: 'succeeded' }],
  [
    'fails with its words',
    [stage('init'), stage('modules-final', ['no space'])],
    { outcome: 'failed', error: { userMessage: expect.stringContaining('no space') } },
  ],
])(
  'a VM whose template leaves the agent out is provisioned by what cloud-init tells Hyper-V: %s',
  async (_, stages, end) => {
    const on = await openBench();
    const running = on.run(agentless(withoutAgent));
    await on.fleet.waitUntil(benchVmId, (vm) => vm?.power === 'running', AbortSignal.timeout(20_000));
    await guestSays({ kvp: pairsOf({ stages: stages.slice(0, 1) }), ipAddresses: ['10.1.2.3'] });
    const told = await on.fleet.waitUntil(
      benchVmId,
      (vm) => vm?.report?.cloudInit?.state === 'running',
      AbortSignal.timeout(20_000),
    );
    expect(told?.report?.addresses).toEqual([{ address: '10.1.2.3', source: 'kvp' }]);
    await guestSays({ kvp: pairsOf({ stages }) });
    expect(await running).toMatchObject(end);
  },
);
