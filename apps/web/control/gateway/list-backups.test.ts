import { AppError } from '@busbar/shared/errors/app-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

const backup = {
  ...{ id: '018f0000-0000-7000-8000-00000000b001', place: 'nas', folder: 'gone_20261121T000000Z_x' },
  ...{ createdAt: 1_700_000_000_000, sizeBytes: 2 ** 40, isLive: true, by: 'ada', agentVersion: '0.1.0' },
  ...{ note: 'it’s <b>“whole”</b>', damage: null },
  check: { trial: 'boot', at: 1_700_000_000_001, isGood: true, reason: null },
  vm: {
    ...{ id: '018f0000-0000-7000-8000-00000000a001', name: 'gone-since', driver: 'hyperv', image: 'i' },
    ...{ cpuCount: 1, memoryBytes: 2 ** 30, diskBytes: 2 ** 34, network: 'none' },
  },
};
const list = (more: object = {}) => ({ places: [], backups: [backup], unreadable: [], ...more });

let plane: TestPlane;
let host: FakeHost;
/** What the host says. */
let told: unknown;
beforeAll(async () => {
  plane = await startTestPlane();
  host = await plane.newHost();
  const answer = jsonHandler(z.unknown(), z.unknown(), () => {
    if (told instanceof AppError) throw told;
    return told;
  });
  host.misbehaves = { 'GET /v1/backups': answer };
  await host.link();
  await waitFor(
    'the host to be online',
    async () => (await plane.db.read.host.findFirst())?.state === 'online',
  );
});
afterAll(() => plane.stop());

async function ask() {
  const { headers } = await signIn(plane, 'viewer');
  const response = await fetch(`${plane.publicUrl}/live/hosts/${host.identity.hostId}/backups`, { headers });
  return { status: response.status, body: await response.json() };
}

it('tells what the host says now, to whoever may look', async () => {
  told = list();
  expect(await ask()).toEqual({ status: 200, body: told });
});

it.each([
  ['a place that is a path', list({ backups: [{ ...backup, place: '../../etc' }] }), 'bad-peer'],
  ['a reason without end', list({ unreadable: [{ ...backup, damage: 'x'.repeat(300) }] }), 'bad-peer'],
  ['more than it may tell', list({ backups: Array(1001).fill(backup) }), 'bad-peer'],
  ['an answer without end', list({ more: 'x'.repeat(9_000_000) }), 'too-large'],
])('takes from a host no %s', async (_what, answer, code) => {
  told = answer;
  expect((await ask()).body).toMatchObject({ code });
});

it('passes on that an older host agent knows no backups', async () => {
  told = new AppError('unsupported', 'There is no GET /v1/backups.');
  expect((await ask()).body).toMatchObject({ code: 'unsupported' });
});
