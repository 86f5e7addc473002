import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { encodeResyncLine } from '../protocol/resync.ts';
import { connectHttp2 } from './connect-http2.ts';
import { jsonHandler } from './json-handler.ts';
import { requestJson } from './request-json.ts';
import { guestResync, hostResync } from './resync.ts';
import { createRouter } from './router.ts';
import { serveHttp2 } from './serve-http2.ts';

let folder: string;
let server: Server;
let host: Socket;
let guest: Socket;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'busbar-resync-'));
  server = createServer().listen(join(folder, 's'));
  await once(server, 'listening');
  host = connect(join(folder, 's'));
  [guest] = (await once(server, 'connection')) as [Socket];
});
afterEach(async () => {
  host.destroy();
  guest.destroy();
  server.close();
  await rm(folder, { recursive: true });
});

const nonce = '0123456789abcdef0123456789abcdef';
const never = new AbortController().signal;

test('HTTP/2 begins in step although both directions hold leftover bytes', async () => {
  host.write(
    Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), encodeResyncLine('f'.repeat(32))]),
  );
  guest.write(Buffer.alloc(100_000, 7));
  const router = createRouter({
    'GET /ping': jsonHandler(z.object({}), z.object({ ok: z.boolean() }), () => ({ ok: true })),
  });
  const served = guestResync(guest, never).then(() => serveHttp2(guest, router));
  await hostResync(host, nonce, 5_000);
  const session = await connectHttp2(host);
  expect(await requestJson(session, { path: '/ping', output: z.object({ ok: z.boolean() }) })).toEqual({
    ok: true,
  });
  session.destroy();
  await (await served).closed;
});

test('a guest that does not answer is a deadline, and one that hangs up is unavailable', async () => {
  await expect(hostResync(host, nonce, 20)).rejects.toMatchObject({
    code: 'deadline-exceeded',
    retryable: true,
  });
  const waiting = guestResync(guest, never);
  await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
});

test('the guest stops waiting when it is told to', async () => {
  const stopping = new AbortController();
  const waiting = guestResync(guest, stopping.signal);
  stopping.abort(new Error('stop'));
  await expect(waiting).rejects.toThrow('stop');
});
