import { AppError } from '@busbar/shared/errors/app-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

const exported = {
  id: '018f0000-0000-7000-8000-00000000b001',
  name: 'it’s <b>“whole”</b>',
  createdAt: 1_700_000_000_000,
  sizeBytes: 2 ** 40,
  isLive: true,
  vm: {
    ...{ id: '018f0000-0000-7000-8000-00000000a001', name: 'gone-since', driver: 'hyperv' },
    ...{ cpuCount: 1, memoryBytes: 2 ** 30, diskBytes: 2 ** 34 },
  },
};
const folder = 'C:\\ProgramData\\Busbar\\host\\exports';

let plane: TestPlane;
let host: FakeHost;
let offline: FakeHost;
/** What the host says. */
let told: object;
let asked: unknown[];
beforeAll(async () => {
  plane = await startTestPlane();
  host = await plane.newHost();
  const answer = jsonHandler(z.unknown(), z.unknown(), (body) => {
    asked.push(body);
    if (told instanceof AppError) throw told;
    return told;
  });
  host.misbehaves = { 'GET /v1/exports': answer, 'POST /v1/exports/remove': answer };
  await host.link();
  offline = await plane.newHost();
  await waitFor(
    'the host to be online',
    async () => (await plane.db.read.host.findFirst())?.state === 'online',
  );
});
afterAll(() => plane.stop());
beforeEach(() => {
  asked = [];
});

const path = (hostId: string): string => `${plane.publicUrl}/live/hosts/${hostId}/exports`;
async function list(hostId = host.identity.hostId) {
  const { headers } = await signIn(plane, 'viewer');
  const response = await fetch(path(hostId), { headers });
  return { status: response.status, body: await response.json() };
}
async function remove(role: 'viewer' | 'operator', body: unknown = { exportId: exported.id }) {
  const { headers } = await signIn(plane, role);
  const response = await fetch(`${path(host.identity.hostId)}/remove`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}
const audited = () => plane.db.read.auditEntry.findMany({ where: { action: 'export.remove' } });

it('tells what the host says now, to whoever may look', async () => {
  const unreadable = [{ id: plane.newId(), damage: 'It has no record.' }];
  told = { folder, exports: [exported], unreadable };
  expect(await list()).toEqual({ status: 200, body: told });
  // An older host tells of none.
  told = { folder, exports: [] };
  expect(await list()).toEqual({ status: 200, body: { ...told, unreadable: [] } });
});

it.each([
  ['an id that is none', { folder, exports: [{ ...exported, id: '../../etc' }] }, 'bad-peer'],
  ['a time that no date can express', { folder, exports: [{ ...exported, createdAt: 1e300 }] }, 'bad-peer'],
  ['a size that no number holds', { folder, exports: [{ ...exported, sizeBytes: 1e300 }] }, 'bad-peer'],
  ['a name without end', { folder, exports: [{ ...exported, name: 'x'.repeat(300) }] }, 'bad-peer'],
  ['more than it may tell', { folder, exports: Array(1001).fill(exported) }, 'bad-peer'],
  ['an answer without end', { folder: 'x'.repeat(5_000_000), exports: [] }, 'too-large'],
])('takes from a host no %s', async (_what, answer, code) => {
  told = answer;
  expect((await list()).body).toMatchObject({ code });
});

it('says that a host which is offline cannot be asked, and that there is none of another id', async () => {
  expect(await list(offline.identity.hostId)).toMatchObject({ status: 503, body: { code: 'host-offline' } });
  expect(await list(exported.id)).toMatchObject({ status: 404 });
});

it('has one removed, which is in the audit table', async () => {
  told = exported;
  expect(await remove('operator')).toEqual({ status: 200, body: exported });
  expect(asked).toEqual([{ exportId: exported.id }]);
  const [entry] = await audited();
  expect(entry).toMatchObject({ targetType: 'host', targetId: host.identity.hostId, outcome: 'allowed' });
  expect(JSON.parse(entry?.details ?? '')).toEqual({ exportId: exported.id });
});

it('refuses who may not, and what is no id, before the host is asked', async () => {
  const before = (await audited()).length;
  expect(await remove('viewer')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await remove('operator', { exportId: '../..' })).toMatchObject({ status: 400 });
  expect(asked).toEqual([]);
  expect(await audited()).toHaveLength(before);
});

it('passes on that the host no longer has it', async () => {
  told = new AppError('not-found', 'This host has no such export.', { userMessage: 'It is gone.' });
  expect(await remove('operator')).toMatchObject({
    status: 404,
    body: { code: 'not-found', userMessage: 'It is gone.' },
  });
});
