/** Composition root of the agent: from options to a served channel, until it is told to stop. */
import { createAgentRouter } from './agent-router.ts';
import type { ChannelChoice } from './channel/choose-channel.ts';
import { Connections } from './channel/connections.ts';
import { serveChannel } from './channel/serve-channel.ts';
import type { Log } from './log.ts';
import { thisMachine } from './platform/machine.ts';
import { ShellRegistry } from './services/shells/shell-registry.ts';
import { agentVersion } from './version.ts';

export type ServeOptions = {
  readonly channel: ChannelChoice;
  readonly isSandbox: boolean;
  /** The agent's own, whole. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The guest's file system; `/` except in tests. */
  readonly root: string;
  /** The agent's own single file; null when it runs from its sources. */
  readonly executable: string | null;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/** Serves until the signal aborts or a sandbox is asked to shut down. Resolves to the exit code. */
export async function serveAgent(options: ServeOptions): Promise<number> {
  const startedAtMs = performance.now();
  const { log } = options;
  const stopping = new AbortController();
  const asked = { exitCode: 0 };
  const exit = (code: number): void => {
    asked.exitCode = code;
    stopping.abort();
  };
  const machine = await thisMachine({ ...options, startedAtMs, exit });
  const shells = new ShellRegistry({ ...machine.system, nowMs: Date.now });
  const router = createAgentRouter({ ...machine, agentVersion, shells, log });
  const connections = new Connections(router, log);
  log('info', 'serving', { channel: options.channel.kind, version: agentVersion });
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  try {
    await serveChannel(options.channel, { connections, log, signal });
  } finally {
    connections.abort();
    shells.close();
  }
  return asked.exitCode;
}
