import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { beginResponse } from '@busbar/shared/http2/respond';
import { createRouter, type Routes } from '@busbar/shared/http2/router';
import { serveHttp2 } from '@busbar/shared/http2/serve-http2';
import { channelPaths, GuestHello } from '@busbar/shared/protocol/channel';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { cloudInitDone, type ProtocolGuest, startProtocolGuest } from '../testing/protocol-guest.ts';
import { silentLog } from '../testing/silent-log.ts';
import { GuestRegistry } from './guest-registry.ts';

const vmId = '018f0000-0000-7000-8000-00000000d001';
let folder: TemporaryDirectory;
let registry: GuestRegistry;
let lines: string[];
const guests: ProtocolGuest[] = [];
const servers: { server: Server; sockets: Set<Socket> }[] = [];
beforeEach(async () => {
  folder = await temporaryDirectory();
  lines = [];
  registry = new GuestRegistry({ log: silentLog(lines), random: () => 0, onChange: () => undefined });
});
afterEach(async () => {
  await registry.close();
  for (const guest of guests.splice(0)) await guest.close();
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  await folder.remove();
});

const socketPath = (): string => join(folder.path, 's');
const dial = async (signal: AbortSignal): Promise<Socket> => {
  const socket = connect({ path: socketPath(), allowHalfOpen: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect', { signal });
  return socket;
};
async function startGuest(bootId: string): Promise<ProtocolGuest> {
  const guest = await startProtocolGuest({
    socketPath: socketPath(),
    hostname: 'g',
    bootId,
    cloudInit: () => cloudInitDone(vmId),
    onKeepIdentity: () => undefined,
    onPower: () => undefined,
  });
  guests.push(guest);
  return guest;
}
/** A guest under an attacker's control. */
async function startHostile(onSocket: (socket: Socket) => void): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  servers.push({ server, sockets });
  server.listen(socketPath());
  await once(server, 'listening');
}
const hello: z.input<typeof GuestHello> = {
  version: { major: 1, minor: 0 },
  agentVersion: '1',
  capabilities: [],
  os: { id: '', name: '', version: '', kernel: '', arch: '' },
  hostname: 'evil',
  bootId: 'b',
  uptimeSeconds: 0,
};
const serving = (routes: Routes) => (socket: Socket) => void serveHttp2(socket, createRouter(routes));
const greets = { [`POST ${channelPaths.hello}`]: jsonHandler(z.unknown(), GuestHello, () => hello) };

test('a guest that starts later is found, and found again after it has restarted', async () => {
  registry.track(vmId, dial);
  expect(() => registry.session(vmId)).toThrow(expect.objectContaining({ code: 'guest-unreachable' }));
  const first = await startGuest('boot-1');
  await waitFor('the channel', () => registry.state(vmId).heartbeat?.bootId === 'boot-1');
  await waitFor('a round trip', () => registry.state(vmId).rttMs !== null);
  await first.close();
  guests.splice(0);
  await waitFor('the channel to go down', () => registry.state(vmId).channel === 'down');
  await startGuest('boot-2');
  await waitFor('the second boot', () => registry.state(vmId).hello?.bootId === 'boot-2');
  registry.untrack(vmId);
  expect(registry.state(vmId).channel).toBe('down');
});

test.each<[string, (socket: Socket) => void]>([
  ['sends garbage', (socket) => void socket.write(Buffer.alloc(4096, 0x41))],
  [
    'speaks another major version',
    serving({
      [`POST ${channelPaths.hello}`]: jsonHandler(z.unknown(), GuestHello, () => ({
        ...hello,
        version: { major: 9, minor: 0 },
      })),
    }),
  ],
  [
    'answers a hello of a megabyte',
    serving({
      [`POST ${channelPaths.hello}`]: ({ stream }) => {
        beginResponse(stream);
        stream.end('x'.repeat(1024 * 1024));
      },
    }),
  ],
  [
    'sends a heartbeat that is none',
    serving({
      ...greets,
      [`GET ${channelPaths.heartbeat}`]: ({ stream }) => {
        beginResponse(stream);
        stream.write('{"bootId":7}\n');
      },
    }),
  ],
  [
    'sends a line without end',
    serving({
      ...greets,
      [`GET ${channelPaths.heartbeat}`]: ({ stream }) => {
        beginResponse(stream);
        stream.write('x'.repeat(600 * 1024));
      },
    }),
  ],
])('a guest that %s loses its session and harms nothing', async (_what, onSocket) => {
  await startHostile(onSocket);
  registry.track(vmId, dial);
  await waitFor('the session to be ended', () =>
    lines.some(
      (line) => line.includes('misbehaves') || line.includes('does not answer') || line.includes('down'),
    ),
  );
  expect(registry.state(vmId).channel).toBe('down');
});
