import type { ClientHttp2Session } from 'node:http2';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { type SocketPair, socketPair } from '../testing/socket-pair.ts';
import { waitFor } from '../testing/wait-for.ts';
import { connectHttp2 } from './connect-http2.ts';
import { jsonHandler } from './json-handler.ts';
import { openStream } from './open-stream.ts';
import { requestJson } from './request-json.ts';
import { beginResponse, endError, endOk } from './respond.ts';
import { createRouter, type Routes } from './router.ts';
import { type ServerSession, serveHttp2 } from './serve-http2.ts';

const open: { destroy: () => void }[] = [];
afterEach(() => {
  for (const pair of open.splice(0)) pair.destroy();
});

type Stack = { pair: SocketPair; client: ClientHttp2Session; server: ServerSession };
async function serve(routes: Routes): Promise<Stack> {
  const pair = await socketPair();
  open.push(pair);
  const server = serveHttp2(pair.server, createRouter(routes));
  return { pair, client: await connectHttp2(pair.client), server };
}
const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : `not an AppError: ${error}`),
  );

const Name = z.object({ name: z.string().max(20) });
const Greeting = z.object({ text: z.string() });
const hello: Routes = { 'POST /hello': jsonHandler(Name, Greeting, ({ name }) => ({ text: `Hi ${name}` })) };

test('a unary call parses both ways', async () => {
  const { client } = await serve(hello);
  const answer = await requestJson(client, { path: '/hello', body: { name: 'Ada' }, output: Greeting });
  expect(answer).toEqual({ text: 'Hi Ada' });
});

test('an input that does not fit is invalid-input and names the field', async () => {
  const { client } = await serve(hello);
  const call = requestJson(client, { path: '/hello', body: { name: 7 }, output: Greeting });
  await expect(call).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining('name'),
  });
});

test('an unknown path is unsupported, an answer that does not fit is bad-peer', async () => {
  const { client } = await serve(hello);
  expect(await codeOf(requestJson(client, { path: '/nothing', output: Greeting }))).toBe('unsupported');
  const other = z.object({ other: z.number() });
  expect(await codeOf(requestJson(client, { path: '/hello', body: { name: 'x' }, output: other }))).toBe(
    'bad-peer',
  );
});

test('an AppError arrives with its code, text in any language, details and status', async () => {
  const thrown = new AppError('conflict', 'Schon da: “ü”', { userMessage: '日本', details: { vm: 'a' } });
  const { client } = await serve({
    'GET /fail': () => {
      throw thrown;
    },
  });
  const call = openStream(client, { method: 'GET', path: '/fail' });
  call.stream.resume();
  expect((await call.response)[':status']).toBe(409);
  await expect(call.ended).rejects.toMatchObject({
    code: 'conflict',
    message: thrown.message,
    userMessage: '日本',
    details: { vm: 'a' },
  });
});

test('bodies have a limit both ways', async () => {
  const { client } = await serve({
    ...hello,
    'GET /big': ({ stream }) => endOk(stream, JSON.stringify({ text: 'x'.repeat(3000) })),
  });
  const big = { name: 'x'.repeat(2 * 1024 * 1024) };
  expect(await codeOf(requestJson(client, { path: '/hello', body: big, output: Greeting }))).toBe(
    'too-large',
  );
  expect(await codeOf(requestJson(client, { path: '/big', output: Greeting, limitBytes: 1000 }))).toBe(
    'too-large',
  );
});

test('a call that takes too long is over at its deadline, and the handler hears of it', async () => {
  const gone = Promise.withResolvers<void>();
  const { client } = await serve({
    'GET /slow': ({ signal }) => signal.addEventListener('abort', () => gone.resolve()),
  });
  expect(await codeOf(requestJson(client, { path: '/slow', output: Greeting, deadlineMs: 50 }))).toBe(
    'deadline-exceeded',
  );
  await gone.promise;
});

test('aborting the signal cancels with its own reason', async () => {
  const { client } = await serve({ 'GET /slow': () => undefined });
  const controller = new AbortController();
  const call = requestJson(client, { path: '/slow', output: Greeting, signal: controller.signal });
  controller.abort(new AppError('stale-attempt', 'Newer one.'));
  expect(await codeOf(call)).toBe('stale-attempt');
});

test('a body without its terminal record is truncated, however it was cut', async () => {
  const cuts: Record<string, (stream: Parameters<Routes[string]>[0]['stream']) => void> = {
    plainEnd: (stream) => stream.end('part'),
    cancel: (stream) => void stream.write('part', () => stream.close(8)),
    noError: (stream) => void stream.write('part', () => stream.close(0)),
    internal: (stream) => void stream.write('part', () => stream.close(2)),
    socket: (stream) => void stream.write('part', () => stream.session?.destroy()),
  };
  for (const [name, cut] of Object.entries(cuts)) {
    const { client } = await serve({
      'GET /part': ({ stream }) => {
        beginResponse(stream);
        cut(stream);
      },
    });
    const call = openStream(client, { method: 'GET', path: '/part' });
    call.stream.resume();
    expect(await codeOf(call.ended), name).toBe('truncated');
  }
});

test('an error after the headers travels in the terminal record', async () => {
  const { client } = await serve({
    'GET /late': ({ stream }) => {
      beginResponse(stream);
      stream.write('some');
      endError(stream, new AppError('insufficient-storage', 'Full.'));
    },
  });
  const call = openStream(client, { method: 'GET', path: '/late' });
  call.stream.resume();
  expect(await codeOf(call.ended)).toBe('insufficient-storage');
});

test('a session that has gone is unavailable', async () => {
  const { client, server } = await serve(hello);
  server.abort(new AppError('internal', 'Bye.'));
  await server.closed;
  expect(await codeOf(requestJson(client, { path: '/hello', body: { name: 'a' }, output: Greeting }))).toBe(
    'unavailable',
  );
});

test('a graceful close lets open calls end', async () => {
  const started = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const { client, server } = await serve({
    'GET /wait': jsonHandler(z.object({}), Greeting, async () => {
      started.resolve();
      await release.promise;
      return { text: 'done' };
    }),
  });
  const call = requestJson(client, { path: '/wait', output: Greeting });
  await started.promise;
  const closed = server.close();
  release.resolve();
  expect(await call).toEqual({ text: 'done' });
  await closed;
  expect(server.error()).toBeNull();
});

test('a peer that never speaks hits the deadline on either side', async () => {
  const silent = await socketPair();
  open.push(silent);
  expect(await codeOf(connectHttp2(silent.client, { deadlineMs: 40 }))).toBe('deadline-exceeded');
  await waitFor('the silent socket to be destroyed', () => silent.client.destroyed);
  const other = await socketPair();
  open.push(other);
  const server = serveHttp2(other.server, createRouter({}), { deadlineMs: 40 });
  expect(await codeOf(server.ready)).toBe('deadline-exceeded');
  await server.closed;
});
