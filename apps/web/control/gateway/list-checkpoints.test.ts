import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { makeJob } from '../testing/make-job.ts';
import { signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

const checkpoint = {
  id: '9b2e6f0c-5d1a-4c57-8f3e-2f1a9c0d7e11',
  name: 'it’s <b>“clean”</b>',
  parentId: null,
  createdAt: 1_700_000_000_000,
  isCurrent: true,
  hasMemory: true,
};
let plane: TestPlane;
let host: FakeHost;
let vmId: string;
let othersVmId: string;
/** What the host says. */
let told: unknown;
beforeAll(async () => {
  plane = await startTestPlane();
  host = await plane.newHost();
  host.misbehaves = {
    'GET /v1/vms/:vmId/checkpoints': (request) => jsonHandler(z.unknown(), z.unknown(), () => told)(request),
  };
  await host.link();
  const other = await plane.newHost();
  await waitFor(
    'the host to be online',
    async () => (await plane.db.read.host.findFirst())?.state === 'online',
  );
  ({ vmId } = await makeJob(plane, host.identity.hostId, { kind: 'vm.start' }));
  ({ vmId: othersVmId } = await makeJob(plane, other.identity.hostId, { kind: 'vm.start' }));
});
afterAll(() => plane.stop());

async function ask(id = vmId) {
  const { headers } = await signIn(plane, 'viewer');
  const response = await fetch(`${plane.publicUrl}/live/vms/${id}/checkpoints`, { headers });
  return { status: response.status, body: await response.json() };
}

it('tells what the host says now, to whoever may look', async () => {
  told = { checkpoints: [checkpoint] };
  expect(await ask()).toEqual({ status: 200, body: told });
  told = { checkpoints: [] };
  expect(await ask()).toEqual({ status: 200, body: told });
});

it.each([
  ['an id that is none', { checkpoints: [{ ...checkpoint, id: '../../etc' }] }, 'bad-peer'],
  ['a time that no date can express', { checkpoints: [{ ...checkpoint, createdAt: 1e300 }] }, 'bad-peer'],
  ['a name without end', { checkpoints: [{ ...checkpoint, name: 'x'.repeat(300) }] }, 'bad-peer'],
  ['more than there can be', { checkpoints: Array(201).fill(checkpoint) }, 'bad-peer'],
  ['an answer without end', { checkpoints: 'x'.repeat(600_000) }, 'too-large'],
])('takes from a host no %s', async (_what, answer, code) => {
  told = answer;
  expect((await ask()).body).toMatchObject({ code });
});

it('says that a host which is offline cannot be asked', async () => {
  expect(await ask(othersVmId)).toMatchObject({ status: 503, body: { code: 'host-offline' } });
});
