import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

const one = {
  ...{ id: '2b1c6a54-0a51-4c1f-9d0e-6a2f7d9c1b3e', name: 'it’s <b>“Lab”</b>', notes: '', type: 'External' },
  ...{ adapter: 'Intel', sharesAdapter: true, isForVms: false, isBuiltIn: false },
  vms: [{ vmId: null, name: 'by hand' }],
};
const adapter = {
  name: 'E',
  description: 'Intel',
  status: 'Up',
  macAddress: '',
  speed: '',
  takenBy: one.name,
};
const told = { driver: 'hyperv', switches: [one], adapters: [adapter] };

let plane: TestPlane;
let host: FakeHost;
let offline: FakeHost;
/** What the host says. */
let answer: unknown;
beforeAll(async () => {
  plane = await startTestPlane();
  host = await plane.newHost();
  host.misbehaves = { 'GET /v1/switches': jsonHandler(z.unknown(), z.unknown(), () => answer) };
  await host.link();
  offline = await plane.newHost();
  await waitFor(
    'the host to be online',
    async () => (await plane.db.read.host.findFirst())?.state === 'online',
  );
});
afterAll(() => plane.stop());

async function list(hostId = host.identity.hostId) {
  const { headers } = await signIn(plane, 'viewer');
  const response = await fetch(`${plane.publicUrl}/live/hosts/${hostId}/switches`, { headers });
  return { status: response.status, body: await response.json() };
}

it('tells what the host says now, to whoever may look', async () => {
  for (answer of [told, { ...told, switches: [], adapters: [] }])
    expect(await list()).toEqual({ status: 200, body: answer });
});

it.each([
  ['an id that is none', { ...told, switches: [{ ...one, id: '../..' }] }, 'bad-peer'],
  ['a name without end', { ...told, switches: [{ ...one, name: 'x'.repeat(300) }] }, 'bad-peer'],
  ['a VM of no id', { ...told, switches: [{ ...one, vms: [{ vmId: 'x', name: '' }] }] }, 'bad-peer'],
  ['more switches than there can be', { ...told, switches: Array(257).fill(one) }, 'bad-peer'],
  ['an answer without end', { ...told, adapters: 'x'.repeat(5_000_000) }, 'too-large'],
])('takes from a host no %s', async (_what, said, code) => {
  answer = said;
  expect((await list()).body).toMatchObject({ code });
});

it('says that a host which is offline cannot be asked', async () => {
  expect(await list(offline.identity.hostId)).toMatchObject({ status: 503, body: { code: 'host-offline' } });
});
