import { once } from 'node:events';
import type { ClientToServer, RealtimeMessage, ServerToClient } from '@busbar/shared/realtime/topics';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { io, type Socket } from 'socket.io-client';
import superjson from 'superjson';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { announce } from '../testing/announce.ts';
import { makeJob } from '../testing/make-job.ts';
import { type SignedIn, signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

type Page = Socket<ServerToClient, ClientToServer>;
let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

async function openPage(who: SignedIn): Promise<{ page: Page; messages: RealtimeMessage[] }> {
  const page: Page = io(plane.publicUrl, {
    extraHeaders: { ...who.headers },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  const messages: RealtimeMessage[] = [];
  page.on('message', (text) => messages.push(superjson.parse(text)));
  await once(page as unknown as NodeJS.EventEmitter, 'connect');
  return { page, messages };
}

it('tells a job and its new events to those who joined it, and nothing to others', async () => {
  const viewer = await signIn(plane, 'viewer');
  const [joined, idle] = [await openPage(viewer), await openPage(viewer)];
  const host = await plane.newHost();
  const { jobId } = await makeJob(plane, host.identity.hostId);
  expect(await joined.page.emitWithAck('join', `job:${jobId}`)).toEqual({ ok: true });
  await host.link();
  const events = () =>
    joined.messages.flatMap((message) => (message.type === 'job-events' ? message.events : []));
  await waitFor('the acceptance', () => events().some(({ text }) => /accepted/.test(text)));
  await waitFor('the running job', () =>
    joined.messages.some((message) => message.type === 'job-changed' && message.job.state === 'running'),
  );
  host.report(
    ...['a', 'b', 'c'].map((line) => ({ type: 'log', jobId, attempt: 1, step: null, level: 'info', line })),
  );
  await waitFor('the log', () => events().length >= 4);
  expect(events().map(({ number }) => number)).toEqual(events().map((_, index) => index + 1));
  expect(idle.messages).toEqual([]);
  joined.page.disconnect();
  idle.page.disconnect();
});

it('lets nobody join what their role does not show', async () => {
  const { page } = await openPage(await signIn(plane, 'viewer'));
  expect(await page.emitWithAck('join', `webhook:${plane.newId()}`)).toMatchObject({
    ok: false,
    code: 'forbidden',
  });
  expect(await page.emitWithAck('join', 'everything')).toMatchObject({ ok: false, code: 'invalid-input' });
  page.disconnect();
});

it('ends the connections of a token that is revoked', async () => {
  const person = await signIn(plane, 'operator');
  const { page } = await openPage(person);
  const ended = once(page as unknown as NodeJS.EventEmitter, 'disconnect');
  const tokens = { where: { userId: person.userId } };
  await plane.db.write((tx) => tx.apiToken.updateMany({ ...tokens, data: { revokedAt: new Date() } }));
  await announce(plane, { entity: 'token', id: plane.newId() });
  await ended;
  expect(page.connected).toBe(false);
});

it('ends the connection of someone who is disabled or whose role has changed', async () => {
  for (const data of [{ disabledAt: new Date() }, { role: 'viewer' }]) {
    const person = await signIn(plane, 'operator');
    const { page } = await openPage(person);
    const ended = once(page as unknown as NodeJS.EventEmitter, 'disconnect');
    await plane.db.write((tx) => tx.user.update({ where: { id: person.userId }, data }));
    await announce(plane, { entity: 'user', id: person.userId });
    await ended;
    expect(page.connected).toBe(false);
  }
});
