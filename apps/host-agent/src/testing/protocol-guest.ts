/** A guest agent for tests: speaks the real channel protocol over a real UNIX socket, in this process. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { writeJsonLine } from '@busbar/shared/http2/json-lines';
import { beginResponse } from '@busbar/shared/http2/respond';
import { createRouter } from '@busbar/shared/http2/router';
import { serveHttp2 } from '@busbar/shared/http2/serve-http2';
import {
  CloudInitStatus,
  channelPaths,
  Empty,
  GuestHello,
  GuestHelloRequest,
  KeepIdentity,
  KeepIdentityResult,
  PowerRequest,
} from '@busbar/shared/protocol/channel';
import { channelVersion } from '@busbar/shared/protocol/version';
import { exampleHeartbeat } from '@busbar/shared/testing/example-heartbeat';

export type ProtocolGuestOptions = {
  readonly socketPath: string;
  readonly hostname: string;
  readonly bootId: string;
  readonly cloudInit: () => CloudInitStatus;
  readonly onKeepIdentity: (instanceId: string) => void;
  readonly onPower: (action: 'shutdown' | 'reboot') => void;
};

export type ProtocolGuest = { readonly close: () => Promise<void> };

export async function startProtocolGuest(options: ProtocolGuestOptions): Promise<ProtocolGuest> {
  const router = createRouter({
    [`POST ${channelPaths.hello}`]: jsonHandler(GuestHelloRequest, GuestHello, () => helloOf(options)),
    [`GET ${channelPaths.cloudInit}`]: jsonHandler(Empty, CloudInitStatus, () => options.cloudInit()),
    [`POST ${channelPaths.keepIdentity}`]: jsonHandler(KeepIdentity, KeepIdentityResult, ({ instanceId }) => {
      options.onKeepIdentity(instanceId);
      return { kept: ['/var/lib/cloud/seed/nocloud'] };
    }),
    [`POST ${channelPaths.power}`]: jsonHandler(PowerRequest, Empty, ({ action }, { stream }) => {
      stream.once('close', () => options.onPower(action));
      return {};
    }),
    [`GET ${channelPaths.heartbeat}`]: async ({ stream }) => {
      beginResponse(stream);
      const { bootId } = options;
      await writeJsonLine(stream, exampleHeartbeat({ bootId, cloudInit: options.cloudInit() }));
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveHttp2(socket, router);
  });
  await rm(options.socketPath, { force: true });
  server.listen(options.socketPath);
  await once(server, 'listening');
  return { close: () => closeServer(server, sockets) };
}

async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}

const helloOf = ({ hostname, bootId }: ProtocolGuestOptions): GuestHello => ({
  version: channelVersion,
  agentVersion: '0.0.0-test',
  capabilities: ['keep-identity', 'power', 'cloud-init'],
  os: { id: 'test', name: 'Test OS', version: '1', kernel: '0', arch: 'x64' },
  hostname,
  bootId,
  uptimeSeconds: 1,
});

export const cloudInitDone = (instanceId: string): CloudInitStatus => ({
  state: 'done',
  stages: [{ name: 'modules-final', startedAt: 1, endedAt: 2, errors: [] }],
  errors: [],
  instanceId,
  datasource: 'test',
  simulated: true,
});
