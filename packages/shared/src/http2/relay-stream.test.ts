import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type ServerHttp2Stream,
} from 'node:http2';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { type SocketPair, socketPair } from '../testing/socket-pair.ts';
import { waitFor } from '../testing/wait-for.ts';
import { connectHttp2 } from './connect-http2.ts';
import { openStream } from './open-stream.ts';
import { readBody } from './read-body.ts';
import { relayStream } from './relay-stream.ts';
import { beginResponse, endError, endOk } from './respond.ts';
import { createRouter, type RouteHandler } from './router.ts';
import { serveHttp2 } from './serve-http2.ts';

type TwoHops = {
  readonly client: ClientHttp2Session;
  readonly near: SocketPair;
  readonly far: SocketPair;
  /** Relays that have begun and not resolved. */
  readonly relaying: () => number;
};
const opened: SocketPair[] = [];
afterEach(() => {
  for (const pair of opened.splice(0)) pair.destroy();
});

/** client → relay → server, all over real sockets; `handler` answers at the far end. */
async function twoHops(handler: RouteHandler): Promise<TwoHops> {
  const [near, far] = [await socketPair(), await socketPair()];
  opened.push(near, far);
  serveHttp2(far.server, createRouter({ '* /far/*': handler }));
  const farSession = await connectHttp2(far.client);
  let relaying = 0;
  const relay: RouteHandler = async ({ stream, headers, query, params }) => {
    relaying++;
    await relayStream(stream, farSession, { inboundHeaders: headers, path: `/far/${params['*']}?${query}` });
    relaying--;
  };
  serveHttp2(near.server, createRouter({ '* /guest/*': relay }));
  return { client: await connectHttp2(near.client), near, far, relaying: () => relaying };
}
const open = (hops: TwoHops, method = 'POST') => openStream(hops.client, { method, path: '/guest/x?q=1' });
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const rest = (hops: TwoHops): Promise<boolean> => waitFor('all relays to end', () => hops.relaying() === 0);
const closed = (stream: ServerHttp2Stream | ClientHttp2Stream): Promise<number> =>
  new Promise((resolve) => stream.once('close', () => resolve(stream.rstCode ?? -1)));

test('bodies, headers, status and trailers arrive in both directions', async () => {
  const seen = Promise.withResolvers<Record<string, unknown>>();
  const hops = await twoHops(async ({ stream, headers, path, query }) => {
    let trailers: unknown;
    stream.once('trailers', (received) => {
      trailers = received['x-sum'];
    });
    const body = await readBody(stream);
    seen.resolve({ path, q: query.get('q'), header: headers['x-up'], body: body.toString(), trailers });
    beginResponse(stream, { ':status': 202, 'x-down': 'down' });
    endOk(stream, 'answer');
  });
  const stream = hops.client.request(
    { ':method': 'POST', ':path': '/guest/x?q=1', 'x-up': 'up' },
    { waitForTrailers: true },
  );
  stream.once('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42' }));
  const head = new Promise<Record<string, unknown>>((resolve) => stream.once('response', resolve));
  const end = new Promise<Record<string, unknown>>((resolve) => stream.once('trailers', resolve));
  stream.end('question');
  expect((await readBody(stream)).toString()).toBe('answer');
  expect(await seen.promise).toEqual({
    path: '/far/x',
    q: '1',
    header: 'up',
    body: 'question',
    trailers: '42',
  });
  expect(await head).toMatchObject({ ':status': 202, 'x-down': 'down' });
  expect(await end).toMatchObject({ 'busbar-status': 'ok' });
  await rest(hops);
});

test('half-close: the far end sees the request end, then answers', async () => {
  const hops = await twoHops(({ stream }) => {
    beginResponse(stream);
    stream.write('early ');
    stream.on('data', (chunk) => stream.write(chunk));
    stream.on('end', () => endOk(stream, ' bye'));
  });
  const call = open(hops);
  await call.response;
  call.stream.end('late');
  expect((await readBody(call.stream)).toString()).toBe('early late bye');
  expect(await call.ended).toEqual({ status: 'ok' });
  await rest(hops);
});

test('a response may end before its request, and the rest of the request is still taken', async () => {
  const received = Promise.withResolvers<number>();
  const hops = await twoHops(async ({ stream }) => {
    endOk(stream, 'done already');
    received.resolve((await readBody(stream)).length);
  });
  const call = open(hops);
  call.stream.write('a');
  expect((await readBody(call.stream)).toString()).toBe('done already');
  expect(await call.ended).toEqual({ status: 'ok' });
  call.stream.end('b'.repeat(100_000));
  expect(await received.promise).toBe(100_001);
  await rest(hops);
});

test('a cancel by the client reaches the far end with its code, as no clean end', async () => {
  for (const code of [
    constants.NGHTTP2_CANCEL,
    constants.NGHTTP2_INTERNAL_ERROR,
    constants.NGHTTP2_NO_ERROR,
  ]) {
    const ending = Promise.withResolvers<{ code: number; body: string }>();
    const hops = await twoHops(async ({ stream }) => {
      beginResponse(stream);
      stream.write('x');
      const gone = closed(stream);
      const body = await codeOf(readBody(stream));
      ending.resolve({ code: await gone, body });
    });
    const call = open(hops);
    call.stream.write('some');
    await call.response;
    call.stream.resume();
    call.stream.close(code);
    expect(await ending.promise).toEqual({ code, body: 'truncated' });
    await rest(hops);
  }
});

test('a reset by the far end arrives with each code', async () => {
  for (let code = 0; code <= 13; code++) {
    const hops = await twoHops(({ stream }) => {
      beginResponse(stream);
      stream.write('part', () => stream.close(code));
    });
    const call = open(hops);
    call.stream.resume();
    const gone = closed(call.stream);
    expect(await codeOf(call.ended), `code ${code}`).not.toBe('ok');
    expect(await gone, `code ${code}`).toBe(code);
    await rest(hops);
  }
});

test('a reset before the headers arrives too', async () => {
  const hops = await twoHops(({ stream }) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
  expect(await codeOf(open(hops).response)).toBe('unavailable');
  await rest(hops);
});

test('an error of the far end arrives as itself', async () => {
  const hops = await twoHops(({ stream }) => {
    endError(stream, new AppError('precondition-failed', 'Not now.'));
  });
  const call = open(hops);
  call.stream.resume();
  expect(await codeOf(call.ended)).toBe('precondition-failed');
  call.stream.end();
  await rest(hops);
});

test('when the far socket dies, before or after the headers, the client is told', async () => {
  const started = Promise.withResolvers<void>();
  const before = await twoHops(() => started.resolve());
  const early = open(before);
  early.stream.resume();
  await started.promise;
  before.far.server.destroy();
  expect(await codeOf(early.ended)).toBe('unavailable');
  await rest(before);

  const after = await twoHops(({ stream }) => {
    beginResponse(stream);
    stream.write('part');
  });
  const late = open(after);
  late.stream.resume();
  await late.response;
  after.far.server.destroy();
  expect(await codeOf(late.ended)).toBe('truncated');
  late.stream.end();
  await rest(after);
  const next = open(after);
  next.stream.resume();
  expect(await codeOf(next.ended)).toBe('unavailable');
});

test('when the near socket dies, the far end is reset', async () => {
  const ending = Promise.withResolvers<{ isWhole: string; code: number }>();
  const hops = await twoHops(async ({ stream }) => {
    beginResponse(stream);
    stream.write('part');
    const gone = closed(stream);
    ending.resolve({ isWhole: await codeOf(readBody(stream)), code: await gone });
  });
  const call = open(hops);
  call.stream.write('x');
  await call.response;
  hops.near.client.destroy();
  expect(await ending.promise).toEqual({ isWhole: 'truncated', code: constants.NGHTTP2_CANCEL });
  expect(await codeOf(call.ended)).toBe('truncated');
  await rest(hops);
});

test('a flood stops at a bound when nobody reads, and other streams go on', async () => {
  let writtenBytes = 0;
  const hops = await twoHops(({ stream, query }) => {
    if (query.get('q') !== '1') return endOk(stream, 'quick');
    beginResponse(stream);
    const chunk = Buffer.alloc(64 * 1024);
    const flood = (): void => {
      while (!stream.destroyed) {
        writtenBytes += chunk.length;
        if (!stream.write(chunk)) break;
      }
    };
    stream.on('drain', flood);
    flood();
  });
  const call = open(hops);
  await call.response;
  let last = -1;
  await waitFor(
    'the flood to stop',
    () => {
      const hasStopped = writtenBytes === last;
      last = writtenBytes;
      return hasStopped;
    },
    { intervalMs: 200 },
  );
  expect(writtenBytes).toBeLessThan(6 * 1024 * 1024);
  const quick = openStream(hops.client, { method: 'GET', path: '/guest/x?q=2' });
  expect((await readBody(quick.stream)).toString()).toBe('quick');
  call.abort(new AppError('cancelled', 'Enough.'));
  await rest(hops);
});

test('a hundred streams at once keep their bytes apart', async () => {
  const hops = await twoHops(async ({ stream }) => {
    const body = await readBody(stream);
    endOk(stream, body);
  });
  const bodies = Array.from({ length: 100 }, (_, index) => Buffer.alloc(50_000 + index, index));
  const echoed = await Promise.all(
    bodies.map(async (body) => {
      const call = open(hops);
      call.stream.end(body);
      const answer = await readBody(call.stream);
      await call.ended;
      return answer;
    }),
  );
  expect(echoed.every((answer, index) => answer.equals(bodies[index] as Buffer))).toBe(true);
  await rest(hops);
});
