import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TemporaryDatabase, temporaryDatabase } from '@busbar/db/testing/temporary-database';
import { newId } from '@busbar/shared/domain/ids';
import { decryptAtRest, encryptAtRest } from '@busbar/shared/identity/at-rest';
import { createLogger } from '@busbar/shared/logging/create-logger';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWebhookSecrets } from '../../services/webhook/webhook-secrets.ts';
import { createDeliveries } from './create-deliveries.ts';
import { DeliveryWorker } from './delivery-worker.ts';
import { send } from './send.ts';

const key = randomBytes(32);
const secret = `whsec_${randomBytes(24).toString('base64')}`;
const makeId = () => newId({ nowMs: Date.now, randomBytes });
let store: TemporaryDatabase;
let received: { headers: IncomingHttpHeaders; body: string; atMs: number }[];
let answers: number[];
let server: ReturnType<typeof createServer>;
let url: string;
let clockMs: number;

beforeEach(async () => {
  store = await temporaryDatabase();
  received = [];
  answers = [];
  clockMs = Date.now();
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ headers: request.headers, body, atMs: clockMs });
    const status = answers.shift() ?? 200;
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('x'.repeat(10_000));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await store.remove();
});

const worker = () =>
  new DeliveryWorker({
    db: store.database,
    nowMs: () => clockMs,
    newId: makeId,
    random: () => 0,
    publish: () => undefined,
    log: createLogger({ name: 'test', level: 'silent' }),
    atRestKey: key,
    version: 'test',
  });

async function addDelivery(allowPrivateTargets = true): Promise<string> {
  const webhookId = makeId();
  const box = {
    encrypt: (text: string, context: string) => encryptAtRest(key, text, context),
    decrypt: (text: string, context: string) => decryptAtRest(key, text, context),
  };
  const secrets = writeWebhookSecrets(box, webhookId, [
    { id: '1', secret, createdAt: clockMs, expiresAt: null },
  ]);
  const [id] = await store.database.write(async (tx) => {
    await tx.webhook.create({
      data: {
        id: webhookId,
        name: 'hook',
        url,
        eventTypes: '["job.succeeded"]',
        secrets,
        allowPrivateTargets,
      },
    });
    return createDeliveries({ newId: makeId }, tx, [
      { type: 'job.succeeded', at: new Date(clockMs), data: { job: { id: 'j' } }, jobId: 'j' },
      { type: 'job.failed', at: new Date(clockMs), data: {}, jobId: 'j' },
    ]);
  });
  if (id === undefined) throw new Error('no delivery');
  return id;
}
const read = (id: string) =>
  store.database.read.webhookDelivery.findUniqueOrThrow({
    where: { id },
    include: { attempts: { orderBy: { number: 'asc' } } },
  });
const attempts = (id: string, count: number) =>
  waitFor(`attempt ${count}`, async () => (await read(id)).attemptCount === count);

describe('a delivery', () => {
  it('is tried again after failures, signed anew each time, until it is accepted', async () => {
    answers = [500, 503];
    const id = await addDelivery();
    let deliveries = worker();
    await attempts(id, 1);
    // A restart in between loses nothing.
    await deliveries.stop();
    deliveries = worker();
    for (const [count, waitMs] of [
      [2, 5_000],
      [3, 30_000],
    ] as const) {
      clockMs += waitMs + 1_000;
      deliveries.wake();
      await attempts(id, count);
    }
    await deliveries.stop();
    const delivery = await read(id);
    expect(delivery).toMatchObject({ state: 'delivered', attemptCount: 3, nextAttemptAt: null });
    expect(delivery.attempts.map(({ responseStatus }) => responseStatus)).toEqual([500, 503, 200]);
    expect(delivery.attempts[0]?.responseExcerpt).toHaveLength(4096);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers['webhook-signature'])).size).toBe(3);
    for (const { headers, body } of received.slice(0, 1)) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
        type: 'job.succeeded',
      });
    }
  });

  it('is sent once by two workers at the same time', async () => {
    const id = await addDelivery();
    const [one, two] = [worker(), worker()];
    await attempts(id, 1);
    await Promise.all([one.stop(), two.stop()]);
    expect(received).toHaveLength(1);
  });

  it('does not go to a private address unless that is allowed', async () => {
    const id = await addDelivery(false);
    const deliveries = worker();
    await attempts(id, 1);
    await deliveries.stop();
    expect(received).toEqual([]);
    expect((await read(id)).attempts[0]?.error).toMatch(/not a public address/);
  });
});

describe('send', () => {
  const input = { payload: '{}', headers: {}, allowPrivateTargets: true };

  it('follows no redirect', async () => {
    answers = [302];
    expect(await send({ ...input, url })).toMatchObject({
      status: 302,
      error: expect.stringMatching(/redirect/),
    });
    expect(received).toHaveLength(1);
  });

  it('gives up on a receiver that never answers', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    expect(await send({ ...input, url: `http://127.0.0.1:${port}/`, deadlineMs: 50 })).toMatchObject({
      status: null,
      error: expect.stringMatching(/50 ms/),
    });
    silent.closeAllConnections();
    silent.close();
  });

  it.each([
    'http://localhost/',
    'http://127.1/',
    'http://2130706433/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/',
    'file:///etc/passwd',
    'http://0x7f.1/',
  ])('refuses %s', async (target) => {
    const result = await send({ ...input, url: target, allowPrivateTargets: false });
    expect(result.status).toBeNull();
    expect(result.error).toMatch(/not a public address|http or https/);
  });
});
