import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { makeJob } from '../testing/make-job.ts';
import { signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

const mask = '••••••••';
let plane: TestPlane;
let host: FakeHost;
let vmId: string;
/** What the guest says. */
let told: unknown = {};
beforeAll(async () => {
  plane = await startTestPlane();
  host = await plane.newHost();
  host.onGuest = (request) => jsonHandler(z.unknown(), z.unknown(), () => told)(request);
  await host.link();
  await waitFor(
    'the host to be online',
    async () => (await plane.db.read.host.findFirst())?.state === 'online',
  );
  ({ vmId } = await makeJob(plane, host.identity.hostId, { kind: 'vm.start' }));
});
afterAll(() => plane.stop());
const setVm = (data: object) =>
  plane.db.write((transaction) => transaction.vm.update({ where: { id: vmId }, data, select: { id: true } }));
beforeEach(() =>
  setVm({
    guest: 'null',
    intendedSeed: JSON.stringify({ metaData: 'a: 1\n', userData: `#cloud-config\npassword: ${mask}\n` }),
  }),
);

async function ask(role: 'viewer' | 'operator' = 'operator') {
  const { headers } = await signIn(plane, role);
  const response = await fetch(`${plane.publicUrl}/live/vms/${vmId}/cloud-init/documents`, { headers });
  return { status: response.status, body: await response.json() };
}

it('shows what was applied beside what was intended, and no secret of either', async () => {
  const userData = '#cloud-config\npassword: hunter22\nruncmd: [echo hunter22]\n';
  told = { userData: { sizeBytes: 60, text: userData }, metaData: { sizeBytes: 300_000, text: null } };
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(body).toEqual({
    intended: { metaData: 'a: 1\n', userData: `#cloud-config\npassword: ${mask}\n` },
    applied: { userData: `#cloud-config\npassword: ${mask}\nruncmd: [echo ${mask}]\n` },
    tooLarge: ['metaData'],
  });
});

it('counts the guest agent, which its host has added, among what was intended', async () => {
  const cloudInit = { state: 'done', stages: [], errors: [], instanceId: null, datasource: null };
  await setVm({ cloudInit: JSON.stringify({ ...cloudInit, simulated: false }) });
  told = {};
  const { body } = await ask();
  expect(body).toMatchObject({ intended: { vendorData: expect.stringContaining('#cloud-boothook') } });
  await setVm({ cloudInit: 'null' });
});

it('takes no more from a guest than its bound', async () => {
  told = { userData: { sizeBytes: 1, text: 'x'.repeat(300_000) } };
  expect(await ask()).toMatchObject({ status: 502, body: { code: 'bad-peer' } });
  told = { userData: { sizeBytes: 1, text: 'x'.repeat(9_000_000) } };
  expect((await ask()).status).toBe(413);
});

it('says so when the agent is too old, and asks it nothing', async () => {
  const hello = {
    version: { major: 1, minor: 0 },
    agentVersion: '0.0.9',
    capabilities: ['exec'],
    os: { id: 'debian', name: 'Debian', version: '12', kernel: '6', arch: 'x64' },
    hostname: 'web',
    bootId: 'b',
    uptimeSeconds: 1,
  };
  await setVm({ guest: JSON.stringify(hello) });
  expect((await ask()).body).toMatchObject({
    code: 'unsupported',
    userMessage: expect.stringContaining('0.0.9'),
  });
});

it('is for those who may open a shell', async () => {
  expect((await ask('viewer')).status).toBe(403);
});
