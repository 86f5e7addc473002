/** The streaming form, whatever the command: lines ahead of the answer, input behind the request, and who is slower. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { AppError } from '@busbar/shared/errors/app-error';
import { socketPair } from '@busbar/shared/testing/socket-pair';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { silentLog } from '../testing/silent-log.ts';
import { UnixGuard } from './access/unix-guard.ts';
import { readInput } from './command.ts';
import { CommandRegistry } from './command-registry.ts';
import { connectionLimits } from './connection.ts';
import { InputLines, inputAheadBytes } from './input-lines.ts';
import { LocalServer, type LocalServerOptions } from './local-server.ts';
import { requestLimitBytes } from './request-reader.ts';
import { type Answer, ask, send } from './testing/ask.ts';
import { sumCommand } from './testing/sum-command.ts';

let folder: TemporaryDirectory;
let path: string;
const open: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await temporaryDirectory();
  path = join(folder.path, 's', 'v.sock');
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  await folder.remove();
});

type Answering = LocalServerOptions['answer'];
async function serve(answer: Answering, more: Partial<LocalServerOptions> = {}): Promise<LocalServer> {
  const log = silentLog();
  const guard = new UnixGuard({ groupId: null, log });
  const server = await LocalServer.start({ path, guard, log, nowMs: () => 0, answer, ...more });
  open.push(() => server.close());
  return server;
}

type Client = { readonly socket: Socket; readonly lines: Interface; readonly next: () => Promise<Answer> };
/** A client that has asked for a stream. */
async function dial(id = 'a'): Promise<Client> {
  const socket = connect(path);
  socket.on('error', () => undefined);
  open.push(async () => socket.destroy());
  await once(socket, 'connect');
  socket.write(`${request(id)}\n`);
  const lines = createInterface({ input: socket });
  const all = lines[Symbol.asyncIterator]();
  return { socket, lines, next: async () => JSON.parse((await all.next()).value ?? 'null') };
}
const request = (id = 'a'): string => JSON.stringify({ id, command: 'echo', parameters: { stream: true } });
const echo: Answering = async (_request, { input, send: tell }) => {
  let count = 0;
  for await (const value of input) {
    if (value === 'end') break;
    count += 1;
    await tell(value);
  }
  return count;
};

test('input comes to the command as values, however it is cut or joined with the request', async () => {
  await serve(echo);
  const inputs = [{ text: '"\'`$(id);\n\\ü🚌' }, 7, null, [], 'x'.repeat(70_000), 'end'];
  const text = `${request()}\n${inputs.map((value) => `\r\n${JSON.stringify(value)}\r\n`).join('\n')}`;
  const expected = [...inputs.slice(0, -1), inputs.length - 1];
  const bytes = Buffer.from(text);
  const cuts = Array.from({ length: 300 }, (_, n) => (n * bytes.length) / 300);
  const pieces = cuts.map((at, n) => bytes.subarray(Math.floor(at), Math.floor(cuts[n + 1] ?? bytes.length)));
  for (const sent of [[bytes], pieces]) {
    const answers = await send(path, sent);
    expect(answers.map(({ data }) => data)).toEqual(expected);
    expect(answers.at(-1)?.status).toBe('ok');
  }
});

test('a command that streams is one file: parameters, input, events and an answer, and it knows no connection', async () => {
  const registry = new CommandRegistry().add(sumCommand).freeze();
  await serve((asked, context) => registry.run(asked, { ...context, services: {} as never }));
  const line = (parameters: object) => JSON.stringify({ id: 's', command: 'sum', parameters });
  const socket = connect(path);
  open.push(async () => socket.destroy());
  socket.end(`${line({ stream: true })}\n{"event":"add","number":2}\n{"event":"add","number":40}\n`);
  const lines: unknown[] = [];
  for await (const text of createInterface({ input: socket })) lines.push(JSON.parse(text).data);
  expect(lines).toEqual([{ event: 'sum', sum: 2 }, { event: 'sum', sum: 42 }, { sum: 42 }]);
  expect(await send(path, [`${line({})}\n`])).toMatchObject([
    { status: 'error', data: "Parameter 'stream' is required." },
  ]);
});

test('a client that ends its side has said all but a line without an end, and is answered', async () => {
  await serve(echo);
  const { socket, next } = await dial();
  socket.end('1\n2\n{"cut":');
  expect([await next(), await next(), await next()]).toMatchObject([{ data: 1 }, { data: 2 }, { data: 2 }]);
});

test.each([
  ['no JSON', '{"event"\n', 'invalid-input', 'not JSON'],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22, 0x0a]), 'invalid-input', 'not UTF-8'],
  ['another value than the command takes', '"seven"\n', 'invalid-input', 'Input: '],
  ['a line without an end', 'x'.repeat(requestLimitBytes + 5), 'too-large', 'at most'],
])('input that is %s ends the command with an error that has a code', async (_what, bytes, code, words) => {
  await serve(async (_request, context) => {
    for await (const number of readInput(context, z.number())) return number;
    return null;
  });
  const { socket, next } = await dial();
  socket.write(bytes);
  const answer = await next();
  expect(answer).toMatchObject({ status: 'error', code });
  expect(answer.data).toContain(words);
});

test('a client that does not read holds up its own command, is not cut off for it, and then gets everything', async () => {
  const pieces = Array.from({ length: 200 }, (_, n) => `${n}`.padEnd(64 * 1024, '.'));
  let sent = 0;
  await serve(
    async (_request, { send: tell }) => {
      for (const piece of pieces) {
        await tell(piece);
        sent += 1;
      }
      return 'all';
    },
    { limits: { ...connectionLimits, writeDeadlineMs: 1, lingerMs: 1 } },
  );
  const slow = await dial('slow');
  slow.lines.pause();
  slow.socket.pause();
  const quick = await send(path, [`${request('quick')}\n`]);
  expect(quick.map(({ data }) => data)).toEqual([...pieces, 'all']);
  // What the operating system holds for the slow one is far less than all of it.
  expect(sent).toBeLessThan(2 * pieces.length);
  slow.socket.resume();
  slow.lines.resume();
  for (const piece of pieces) expect((await slow.next()).data).toBe(piece);
  expect(await slow.next()).toMatchObject({ status: 'ok', data: 'all' });
});

test('a client is read no further ahead of the command than the bound', async () => {
  const taken = Promise.withResolvers<void>();
  await serve(async (_request, { input }) => {
    await taken.promise;
    let bytes = 0;
    for await (const value of input) {
      if (value === 'end') break;
      bytes += String(value).length;
    }
    return bytes;
  });
  const { socket, next } = await dial();
  const piece = 'y'.repeat(60_000);
  for (let n = 0; n < 200; n += 1) socket.write(`"${piece}"\n`);
  // The kernel's buffers and the bound are full: the rest stays with the client.
  await waitFor('the client to be held back', () => socket.writableNeedDrain);
  socket.write('"end"\n');
  taken.resolve();
  expect(await next()).toMatchObject({ status: 'ok', data: 200 * piece.length });
});

test('input is paused at the bound and goes on below it; what comes after the end is dropped', async () => {
  const { server: near, client: far, destroy } = await socketPair();
  open.push(async () => destroy());
  const input = new InputLines(near, Buffer.from('"first"\n'));
  const values = input[Symbol.asyncIterator]();
  expect((await values.next()).value).toBe('first');
  const line = `"${'z'.repeat(1000)}"\n`;
  far.write(line.repeat(2000));
  await waitFor('the pause', () => near.isPaused());
  expect(near.bytesRead).toBeLessThan(inputAheadBytes + 200_000);
  for (let n = 0; n < 2000; n += 1) expect((await values.next()).value).toHaveLength(1000);
  expect(near.isPaused()).toBe(false);
  input.close();
  expect((await values.next()).done).toBe(true);
  far.write(line.repeat(2000));
  await waitFor('all of it to be read', () => near.bytesRead >= 4000 * line.length);
});

test('a client that goes in the middle ends the command, while it reads and while it writes', async () => {
  const ends: string[] = [];
  const reading: Answering = async (_request, { input, signal }) => {
    for await (const _value of input);
    await waitFor('the signal', () => signal.aborted);
    ends.push(signal.reason.message);
  };
  const writing: Answering = async (_request, { send: tell }) => {
    for (;;)
      await tell('w'.repeat(64 * 1024)).catch((error: Error) => {
        ends.push(error.message);
        throw error;
      });
  };
  await serve((asked, context) => (asked.id === 'reads' ? reading : writing)(asked, context));
  const reads = await dial('reads');
  const writes = await dial('writes');
  await writes.next();
  writes.socket.destroy();
  reads.socket.destroy();
  await waitFor('both', () => ends.length === 2);
  expect(ends).toContain('The client has gone.');
});

test('streams leave room for what answers at once', async () => {
  const closing = Promise.withResolvers<void>();
  await serve(async ({ parameters }, { send: tell }) => {
    if (parameters.stream !== true) return 'at once';
    await tell('open');
    await closing.promise;
    return 'closed';
  });
  const clients = await Promise.all(Array.from({ length: 64 }, (_, n) => dial(`s-${n}`)));
  for (const client of clients) expect((await client.next()).data).toBe('open');
  const [refused] = await send(path, [`${request()}\n`]);
  expect(refused).toMatchObject({ status: 'error', code: 'rate-limited' });
  expect(await ask(path, { id: 'b', command: 'x', parameters: {} })).toMatchObject({ data: 'at once' });
  closing.resolve();
  for (const client of clients) expect((await client.next()).data).toBe('closed');
  expect((await send(path, [`${request()}\n`])).at(-1)).toMatchObject({ data: 'closed' });
});

test('an agent that stops tells who streams, and waits for nobody who does not read', async () => {
  const gone = new AppError('unavailable', 'The host agent is stopping.');
  const server = await serve(
    async ({ id }, { send: tell, signal }) => {
      await tell('open');
      if (id === 'deaf') for (;;) await tell('v'.repeat(64 * 1024));
      await once(signal, 'abort');
      throw signal.reason;
    },
    { limits: { ...connectionLimits, lingerMs: 20 } },
  );
  const [polite, deaf] = [await dial('polite'), await dial('deaf')];
  await polite.next();
  await deaf.next();
  deaf.lines.pause();
  deaf.socket.pause();
  const last = polite.next();
  await server.close();
  expect(await last).toMatchObject({ status: 'error', data: gone.message, code: gone.code });
});
