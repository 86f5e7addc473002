/** Connections, whatever the command: limits, pieces, crowds, and clients that misbehave. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../testing/silent-log.ts';
import { UnixGuard } from './access/unix-guard.ts';
import { connectionLimits } from './connection.ts';
import { LocalServer, type LocalServerOptions } from './local-server.ts';
import { requestLimitBytes } from './request-reader.ts';
import { ask, send } from './testing/ask.ts';

let folder: TemporaryDirectory;
let path: string;
let lines: string[];
const open: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await temporaryDirectory();
  path = join(folder.path, 's', 'v.sock');
  lines = [];
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  await folder.remove();
});

async function serve(more: Partial<LocalServerOptions> = {}): Promise<LocalServer> {
  const log = silentLog(lines);
  const server = await LocalServer.start({
    path,
    guard: new UnixGuard({ groupId: null, log }),
    log,
    nowMs: () => 0,
    answer: async ({ parameters }) => parameters,
    ...more,
  });
  open.push(() => server.close());
  return server;
}
const dial = async (): Promise<Socket> => {
  const socket = connect(path);
  socket.on('error', () => undefined);
  open.push(async () => socket.destroy());
  await once(socket, 'connect');
  return socket;
};
const request = (parameters: object = {}, id = 'a'): string =>
  JSON.stringify({ id, command: 'echo', parameters });

test('an answer carries id, command, status, data and time', async () => {
  await serve();
  const answer = await ask(path, { id: 'a', command: 'Echo', parameters: { b: 1 } });
  expect(answer).toEqual({
    id: 'a',
    command: 'Echo',
    status: 'ok',
    data: { b: 1 },
    timestamp: '1970-01-01T00:00:00.000Z',
  });
});

test('a request may come byte by byte, with a mark, after blank lines, with CRLF, joined with others', async () => {
  await serve();
  const text = `\ufeff\r\n\n${request({ text: 'ü🚌' })}\r\n`;
  const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
  expect(await send(path, bytes)).toMatchObject([{ status: 'ok', data: { text: 'ü🚌' } }]);
  const joined = `${request({}, 'one')}\n${request({}, 'two')}\n`;
  expect(await send(path, [joined])).toMatchObject([{ id: 'one' }]);
});

test('a client that ends its side after the request, with or without a line end, is answered', async () => {
  await serve();
  for (const text of [request(), `${request()}\n`]) {
    const socket = await dial();
    socket.end(text);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(JSON.parse(chunk.toString())).toMatchObject({ id: 'a', status: 'ok' });
  }
});

test('values of every kind come back as they were', async () => {
  await serve();
  const values = {
    a: '"\'`$(id);\n\\',
    b: '\u2028\u0000\ud83d\ude8c',
    c: 'x'.repeat(65_536),
    d: [null, 1e300],
  };
  const [answer] = await send(path, [`${request(values)}\n`]);
  expect(answer?.data).toEqual(values);
});

test('1 MiB is taken, one byte more is refused with its id', async () => {
  await serve();
  const filled = (bytes: number): string => {
    const empty = request({ x: '' }, 'big').length;
    return request({ x: 'y'.repeat(bytes - empty) }, 'big');
  };
  const [whole] = await send(path, [`${filled(requestLimitBytes)}\n`]);
  expect(whole).toMatchObject({ id: 'big', status: 'ok' });
  const [over] = await send(path, [`${filled(requestLimitBytes + 1)}\n`]);
  expect(over).toMatchObject({ id: 'big', command: 'unknown', status: 'error' });
  expect(over?.data).toContain('too large');
});

test.each([
  ['garbage', 'not json at all\n', 'Invalid JSON'],
  ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x0a]), 'not UTF-8'],
  ['binary', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) & 0xff)), 'Invalid JSON'],
  ['a request without parameters', '{"id":"a","command":"echo"}\n', 'parameters'],
])('%s gets the standard error', async (_what, bytes, words) => {
  await serve();
  const [answer] = await send(path, [bytes]);
  expect(answer).toMatchObject({ status: 'error' });
  expect(answer?.data).toContain(words);
});

test('what a command throws is its answer; what nobody foresaw is logged as well', async () => {
  const thrown = [new AppError('conflict', 'short', { userMessage: 'Try again later.' }), new Error('oops')];
  await serve({ answer: () => Promise.reject(thrown.shift()) });
  const ofClient = await ask(path, { id: 'a', command: 'x', parameters: {} });
  expect(ofClient).toMatchObject({ status: 'error', data: 'Try again later.' });
  const unforeseen = await ask(path, { id: 'a', command: 'x', parameters: {} });
  expect(unforeseen).toMatchObject({ status: 'error', data: 'oops' });
});

test('a command sends lines ahead of its answer to a client that asked for a stream, and to no other', async () => {
  await serve({
    answer: async (_request, { send: tell }) => {
      await tell(1);
      await tell(2);
      return 3;
    },
  });
  const answers = await send(path, [`${request({ stream: true })}\n`]);
  expect(answers.map(({ status, data }) => [status, data])).toEqual([
    ['event', 1],
    ['event', 2],
    ['ok', 3],
  ]);
  const [only, ...others] = await send(path, [`${request()}\n`]);
  expect(only).toMatchObject({ status: 'error', data: expect.stringContaining('stream, true') });
  expect([others, Object.keys(only ?? {})]).toEqual([[], ['id', 'command', 'status', 'data', 'timestamp']]);
});

test('a client that hangs up ends what it waits for, and one that only ends its side does not', async () => {
  const ends: unknown[] = [];
  const begun: (() => void)[] = [];
  await serve({
    answer: async (_request, { signal }) => {
      begun.shift()?.();
      await once(signal, 'abort');
      ends.push(signal.reason.message);
    },
  });
  const dialled = async (): Promise<Socket> => {
    const started = Promise.withResolvers<void>();
    begun.push(started.resolve);
    const socket = await dial();
    socket.resume();
    socket.write(`${request()}\n`);
    await started.promise;
    return socket;
  };
  const half = await dialled();
  half.end();
  const gone = await dialled();
  gone.destroy();
  await waitFor('the one that has gone', () => ends.length === 1);
  expect(half.destroyed).toBe(false);
  half.destroy();
  await waitFor('the other', () => ends.length === 2);
  expect(ends).toEqual(Array(2).fill('The client has gone.'));
});

test('50 clients at once are each answered, while others say nothing and one never reads', async () => {
  const gate = Promise.withResolvers<void>();
  let waiting = 0;
  await serve({
    answer: async ({ parameters }) => {
      waiting += 1;
      if (waiting === 51) gate.resolve();
      await gate.promise;
      return { ...parameters, filler: 'z'.repeat(512 * 1024) };
    },
  });
  const silent = await Promise.all([dial(), dial()]);
  const deaf = await dial();
  deaf.pause();
  deaf.write(`${request({}, 'deaf')}\n`);
  const asked = Array.from({ length: 50 }, (_, n) =>
    ask(path, { id: `c-${n}`, command: 'echo', parameters: { n } }),
  );
  const answers = await Promise.all(asked);
  expect(answers.map(({ id, data }) => [id, (data as { n: number }).n])).toEqual(
    Array.from({ length: 50 }, (_, n) => [`c-${n}`, n]),
  );
  for (const socket of silent) expect(socket.destroyed).toBe(false);
});

test('a client that never reads is cut off, and one that never asks or never closes as well', async () => {
  const limits = { ...connectionLimits, requestDeadlineMs: 50, writeDeadlineMs: 50, lingerMs: 50 };
  await serve({ limits, answer: async () => 'z'.repeat(16 * 1024 * 1024) });
  const deaf = await dial();
  deaf.write(`${request()}\n`);
  await waitFor('the deaf one to be given up', () => lines.includes('a local client was not answered'));
  const mute = await dial();
  mute.resume();
  await once(mute, 'close');
});

test('when the agent stops, who waits is told so, and the socket is gone', async () => {
  const begun = Promise.withResolvers<void>();
  const server = await serve({
    answer: async (_request, { signal }) => {
      begun.resolve();
      await once(signal, 'abort');
      throw signal.reason;
    },
  });
  const asked = ask(path, { id: 'a', command: 'x', parameters: {} });
  await begun.promise;
  await server.close();
  expect(await asked).toMatchObject({ status: 'error', data: 'The host agent is stopping.' });
  await expect(ask(path, { id: 'a', command: 'x', parameters: {} })).rejects.toThrow();
});
