import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectRaw } from 'node:http2';
import type { Writable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { type SocketPair, socketPair, tlsSocketPair } from '../testing/socket-pair.ts';
import { waitFor } from '../testing/wait-for.ts';
import { connectHttp2 } from './connect-http2.ts';
import { keepAlive } from './keep-alive.ts';
import { openStream } from './open-stream.ts';
import { readBody } from './read-body.ts';
import { beginResponse, endOk } from './respond.ts';
import { createRouter } from './router.ts';
import { serveHttp2 } from './serve-http2.ts';
import { sessionError } from './session-end.ts';
import { sessionLimits, streamClasses } from './stream-class.ts';
import { upgradeToHttp2Client } from './upgrade.ts';

const opened: SocketPair[] = [];
afterEach(() => {
  for (const pair of opened.splice(0)) pair.destroy();
});
async function pairOfSockets(make = socketPair): Promise<SocketPair> {
  const pair = await make();
  opened.push(pair);
  return pair;
}
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const settings = Buffer.from('000000040000000000', 'hex');

test('random bytes end the session on either side and nothing else', async () => {
  for (let round = 0; round < 30; round++) {
    const starts = [Buffer.alloc(0), preface, Buffer.concat([preface, settings]), settings];
    const garbage = Buffer.concat([starts[round % 4] as Buffer, randomBytes(200 + round * 40)]);
    const served = await pairOfSockets();
    const server = serveHttp2(served.server, createRouter({}), { deadlineMs: 300 });
    served.client.on('error', () => undefined);
    served.client.end(garbage);
    await server.closed;
    const dialled = await pairOfSockets();
    dialled.server.on('error', () => undefined);
    dialled.server.end(garbage);
    const session = await connectHttp2(dialled.client, { deadlineMs: 300 }).catch((error: unknown) => error);
    if (!(session instanceof Error))
      await waitFor('the session to end', () => (session as { destroyed: boolean }).destroyed);
  }
});

test('a session that is over before it has begun fails its caller, and nothing else', async () => {
  const uncaught: unknown[] = [];
  const onUncaught = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', onUncaught);
  try {
    const pair = await pairOfSockets();
    const closed = once(pair.client, 'close');
    expect(await codeOf(connectHttp2(pair.client, { signal: AbortSignal.abort() }))).not.toBe('ok');
    await closed;
    expect(uncaught).toEqual([]);
  } finally {
    process.off('uncaughtException', onUncaught);
  }
});

test('PINGs measure the round trip; a peer that stops answering ends the session', async () => {
  const pair = await pairOfSockets();
  serveHttp2(pair.server, createRouter({}));
  const session = await connectHttp2(pair.client);
  const rtts: number[] = [];
  const alive = keepAlive(session, { intervalMs: 5, deadlineMs: 10_000, onRtt: (rttMs) => rtts.push(rttMs) });
  await waitFor('two round trips', () => rtts.length >= 2);
  expect(alive.rttMs()).toBeGreaterThan(0);
  alive.stop();

  const deaf = await pairOfSockets();
  deaf.server.write(settings);
  const lost = await connectHttp2(deaf.client);
  keepAlive(lost, { intervalMs: 5, deadlineMs: 50 });
  await waitFor('the session to end', () => lost.destroyed);
  expect(sessionError(lost)?.code).toBe('deadline-exceeded');
  expect(await codeOf(Promise.resolve().then(() => openStream(lost, { path: '/' })))).toBe(
    'deadline-exceeded',
  );
});

test('a served peer that falls silent after its SETTINGS is noticed too', async () => {
  const pair = await pairOfSockets();
  const server = serveHttp2(pair.server, createRouter({}), { keepAlive: { intervalMs: 5, deadlineMs: 50 } });
  pair.client.resume().write(Buffer.concat([preface, settings]));
  await server.ready;
  await server.closed;
  expect(server.error()?.code).toBe('deadline-exceeded');
});

test('a GOAWAY lets open streams end and takes no new ones', async () => {
  const pair = await pairOfSockets();
  const release = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const server = serveHttp2(
    pair.server,
    createRouter({
      'GET /wait': async ({ stream }) => {
        beginResponse(stream);
        started.resolve();
        await release.promise;
        endOk(stream, 'late');
      },
    }),
  );
  const session = await connectHttp2(pair.client);
  const call = openStream(session, { method: 'GET', path: '/wait' });
  await started.promise;
  const closing = server.close();
  await waitFor('the client to know', () => session.closed);
  expect(await codeOf(Promise.resolve().then(() => openStream(session, { path: '/wait' })))).toBe(
    'unavailable',
  );
  release.resolve();
  expect((await readBody(call.stream)).toString()).toBe('late');
  expect(await call.ended).toEqual({ status: 'ok' });
  await closing;
});

test('the reversed link: 101, then the answering side is the client, also with bytes read too far', async () => {
  const pair = await pairOfSockets();
  const becomes = upgradeToHttp2Client(pair.server, 'busbar-link');
  const head = await new Promise<Buffer>((resolve) => pair.client.once('data', resolve));
  expect(head.toString()).toMatch(/^HTTP\/1\.1 101 /);
  pair.client.pause();
  const end = head.indexOf('\r\n\r\n') + 4;
  serveHttp2(pair.client, createRouter({ 'GET /x': ({ stream }) => endOk(stream, 'hi') }), {
    head: head.subarray(end),
  });
  const call = openStream(await becomes, { method: 'GET', path: '/x' });
  expect((await readBody(call.stream)).toString()).toBe('hi');
});

test.each([
  ['a UNIX socket', socketPair],
  ['TLS', tlsSocketPair],
])('two sides that both have much to write never wait for each other, over %s', async (_name, make) => {
  const pair = await pairOfSockets(make);
  serveHttp2(
    pair.server,
    createRouter({
      'POST /echo': async ({ stream }) => {
        const body = await readBody(stream);
        endOk(stream, body);
      },
    }),
  );
  const session = await connectHttp2(pair.client);
  const sizes = await Promise.all(
    Array.from({ length: 150 }, async () => {
      const call = openStream(session, { path: '/echo' });
      call.stream.end(Buffer.alloc(200_000));
      return (await readBody(call.stream)).length;
    }),
  );
  expect(sizes.every((size) => size === 200_000)).toBe(true);
});

/** Writes for as long as the stream takes it. */
function flood(stream: Writable): void {
  const chunk = Buffer.alloc(64 * 1024);
  const more = (): void => {
    while (!stream.destroyed && stream.write(chunk));
  };
  stream.on('drain', more);
  more();
}

test('forty stalled uploads pin at most what their windows allow, and other calls go on', async () => {
  const pair = await pairOfSockets();
  let arrivedBytes = 0;
  serveHttp2(
    pair.server,
    createRouter({
      'POST /stall': ({ stream }) => {
        beginResponse(stream);
        // Reading once makes the window open; then nobody reads.
        stream.once('data', (chunk: Buffer) => {
          arrivedBytes += chunk.length;
          stream.pause();
        });
      },
      'GET /quick': ({ stream }) => endOk(stream, 'quick'),
    }),
  );
  const session = await connectHttp2(pair.client);
  const calls = Array.from({ length: 40 }, () => openStream(session, { path: '/stall' }));
  for (const call of calls) flood(call.stream);
  await Promise.all(calls.map((call) => call.response));
  const sentBytes = (): number => pair.client.bytesWritten;
  let last = -1;
  await waitFor(
    'the senders to stop',
    () => {
      const hasStopped = sentBytes() === last;
      last = sentBytes();
      return hasStopped;
    },
    { intervalMs: 150 },
  );
  const bound = 40 * (streamClasses.proxy.windowBytes + 2 * sessionLimits.frameBytes);
  expect(arrivedBytes).toBeGreaterThan(0);
  expect(sentBytes()).toBeLessThan(bound);
  const quick = openStream(session, { method: 'GET', path: '/quick' });
  expect((await readBody(quick.stream)).toString()).toBe('quick');
  session.destroy();
});

test('a peer over the limit of streams is not served beyond it', async () => {
  const pair = await pairOfSockets();
  let running = 0;
  serveHttp2(pair.server, createRouter({ 'GET /wait': () => void running++ }));
  const session = connectRaw('http://x', { createConnection: () => pair.client });
  session.on('error', () => undefined);
  await new Promise((resolve) => session.once('remoteSettings', resolve));
  for (let index = 0; index < sessionLimits.maxStreams + 50; index++)
    session.request({ ':path': '/wait' }).on('error', () => undefined);
  await waitFor('the limit to be reached', () => running === sessionLimits.maxStreams);
  const answered = await new Promise((resolve) => session.ping((error) => resolve(error === null)));
  expect(answered).toBe(true);
  expect(running).toBe(sessionLimits.maxStreams);
  session.destroy();
});
