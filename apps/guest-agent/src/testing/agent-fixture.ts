/** A real agent on a real UNIX socket, in this process, for tests. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ClientHttp2Session } from 'node:http2';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { createAgentRouter } from '../agent-router.ts';
import { Connections } from '../channel/connections.ts';
import { serveUnix } from '../channel/unix.ts';
import { type LinuxOptions, linuxSystem } from '../platform/linux/linux-system.ts';
import { sandboxPower } from '../platform/linux/power.ts';
import { ShellRegistry } from '../services/shells/shell-registry.ts';

export type AgentFixture = {
  readonly socketPath: string;
  readonly connect: () => Promise<ClientHttp2Session>;
  readonly exitCodes: number[];
  readonly close: () => Promise<void>;
};

export async function startAgent(options: Partial<LinuxOptions> = {}): Promise<AgentFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-guest-'));
  const socketPath = join(folder, 'agent.sock');
  const exitCodes: number[] = [];
  const stopping = new AbortController();
  const log = (): void => undefined;
  const ownUid = process.geteuid?.() ?? 0;
  const system = linuxSystem({ root: '/', ownUid, executable: null, isSandbox: true, ...options });
  const shells = new ShellRegistry({ ...system, nowMs: Date.now });
  const router = createAgentRouter({
    system,
    agentVersion: '0.0.0-test',
    boot: { bootId: randomUUID(), uptimeSeconds: () => 1 },
    shells,
    power: sandboxPower((code) => exitCodes.push(code)),
    log,
  });
  const connections = new Connections(router, log);
  const clients = new Set<ClientHttp2Session>();
  const listening = Promise.withResolvers<void>();
  const served = serveUnix({
    path: socketPath,
    onSocket: (socket) => void connections.serve(socket),
    signal: stopping.signal,
    onListening: listening.resolve,
  });
  await Promise.race([listening.promise, served]);
  return {
    socketPath,
    exitCodes,
    connect: async () => {
      const client = await connectHttp2(connect(socketPath));
      clients.add(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.destroy();
      stopping.abort();
      connections.abort();
      shells.close();
      await served;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
