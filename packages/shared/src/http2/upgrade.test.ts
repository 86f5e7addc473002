import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exporterOf } from '../identity/handshake.ts';
import { openStream } from './open-stream.ts';
import { readBody } from './read-body.ts';
import { endOk } from './respond.ts';
import { createRouter } from './router.ts';
import { serveHttp2 } from './serve-http2.ts';
import { upgradeToHttp2Client } from './upgrade.ts';

// A pre-shared key spares the test a certificate.
const psk = Buffer.alloc(16, 7);
const common = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
const state: { server: Server | null; port: number } = { server: null, port: 0 };

beforeAll(async () => {
  const server = createServer({ ...common, pskCallback: () => psk });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.server = server;
  state.port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  state.server?.close();
});

async function tlsPair(): Promise<{ host: TLSSocket; control: TLSSocket }> {
  const accepted = once(state.server as Server, 'secureConnection') as Promise<[TLSSocket]>;
  const host = connect({
    ...common,
    host: '127.0.0.1',
    port: state.port,
    pskCallback: () => ({ psk, identity: 'host' }),
    checkServerIdentity: () => undefined,
  });
  await once(host, 'secureConnect');
  const [control] = await accepted;
  return { host, control };
}

/** Reads the 101; returns what came after it. */
async function read101(socket: Socket): Promise<Buffer> {
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  const end = chunk.indexOf('\r\n\r\n');
  expect(chunk.subarray(0, end).toString()).toMatch(/^HTTP\/1\.1 101 .*Upgrade: busbar-link/s);
  return chunk.subarray(end + 4);
}

test('the reversed link works over TLS again and again, whatever is written just before the hand-over', async () => {
  for (let round = 0; round < 25; round++) {
    const { host, control } = await tlsPair();
    const becomes = upgradeToHttp2Client(control, 'busbar-link');
    const head = await read101(host);
    const routes = createRouter({ 'GET /x': ({ stream }) => endOk(stream, Buffer.alloc(round * 10_000)) });
    const served = serveHttp2(host, routes, { head });
    const session = await becomes;
    const call = openStream(session, { method: 'GET', path: '/x' });
    expect((await readBody(call.stream)).length).toBe(round * 10_000);
    session.destroy();
    await served.closed;
  }
});

test('both ends of one TLS connection have the same exporter, another connection another one', async () => {
  const [one, two] = [await tlsPair(), await tlsPair()];
  const exporter = exporterOf(one.host);
  expect(exporter).toHaveLength(32);
  expect(exporterOf(one.control)).toEqual(exporter);
  expect(exporterOf(two.host)).not.toEqual(exporter);
  expect(exporterOf(one.host, true)).toBeNull();
  for (const socket of [one.host, one.control, two.host, two.control]) socket.destroy();
});

test('a hand-over waits for a write that is still in progress', async () => {
  const { host, control } = await tlsPair();
  control.write('x'.repeat(3_000_000));
  const becomes = upgradeToHttp2Client(control, 'busbar-link');
  let seen = '';
  const head = await new Promise<Buffer>((resolve) => {
    const onData = (chunk: Buffer): void => {
      seen = seen.slice(-500) + chunk.toString('latin1');
      const end = seen.indexOf('\r\n\r\n');
      if (end === -1) return;
      host.off('data', onData);
      host.pause();
      resolve(Buffer.from(seen.slice(end + 4), 'latin1'));
    };
    host.on('data', onData);
  });
  serveHttp2(host, createRouter({ 'GET /x': ({ stream }) => endOk(stream, 'hi') }), { head });
  const session = await becomes;
  const call = openStream(session, { method: 'GET', path: '/x' });
  expect((await readBody(call.stream)).toString()).toBe('hi');
  session.destroy();
});
