import { AppError } from '@busbar/shared/errors/app-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { makeJob } from '../testing/make-job.ts';
import { type SignedIn, signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

let plane: TestPlane;
let host: FakeHost;
let operator: SignedIn;
let made: Awaited<ReturnType<typeof makeJob>>;
/** What reached the guest, as `METHOD /path body`. */
const relayed: string[] = [];

beforeAll(async () => {
  plane = await startTestPlane();
  host = await plane.newHost();
  host.onGuest = (request) =>
    jsonHandler(z.unknown(), z.unknown(), (body) => {
      relayed.push(`${request.method} /${request.params['*']} ${JSON.stringify(body)}`);
      if (request.path.endsWith('/kill')) throw new AppError('not-found', 'There is no such shell.');
      return { shells: [] };
    })(request);
  await host.link();
  await waitFor(
    'the host to be online',
    async () => (await plane.db.read.host.findFirst())?.state === 'online',
  );
  operator = await signIn(plane, 'operator');
  made = await makeJob(plane, host.identity.hostId, { kind: 'vm.start' });
});
afterAll(() => plane.stop());

const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${plane.publicUrl}${path}`, { ...init, headers: { ...operator.headers } });

it('asks the guest through its host, and passes its errors on as they are', async () => {
  const shells = `/live/vms/${made.vmId}/shells`;
  expect(await (await call(shells)).json()).toEqual({ shells: [] });
  const shellId = crypto.randomUUID();
  const killed = await call(`${shells}/kill`, { method: 'POST', body: JSON.stringify({ shellId }) });
  expect(killed.status).toBe(404);
  expect(await killed.json()).toMatchObject({ code: 'not-found', message: 'There is no such shell.' });
  expect(relayed).toEqual([
    'GET /v1/shells {}',
    `POST /v1/shells/kill {"shellId":"${shellId}","signal":"SIGHUP"}`,
  ]);
});

it('refuses what it does not understand before it asks anybody', async () => {
  const before = relayed.length;
  const shells = `/live/vms/${made.vmId}/shells`;
  expect((await call(shells, { method: 'POST', body: '{"shellId":"../etc"}' })).status).toBe(400);
  expect((await call(shells, { method: 'POST', body: 'x'.repeat(70_000) })).status).toBe(413);
  expect((await call('/live/vms/../../etc/shells')).status).not.toBe(500);
  expect((await call(`/live/vms/${plane.newId()}/shells`)).status).toBe(404);
  expect(relayed).toHaveLength(before);
});

it('gives the log of a job as text', async () => {
  await waitFor(
    'the job to run',
    async () => (await plane.db.read.job.findUnique({ where: { id: made.jobId } }))?.state === 'running',
  );
  host.report({ type: 'log', jobId: made.jobId, attempt: 1, step: 'start', level: 'warn', line: 'Grüße' });
  await waitFor('the line', () => host.ackedSeq === 1);
  const response = await call(`/live/jobs/${made.jobId}/log.txt`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(await response.text()).toMatch(/accepted the job\.\n.* warn {2}\[start\] Grüße\n$/);
});
