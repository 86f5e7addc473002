/** Composition root of the agent: from options to a served channel, until it is told to stop. */
import { randomUUID } from 'node:crypto';
import { createAgentRouter } from './agent-router.ts';
import type { ChannelChoice } from './channel/choose-channel.ts';
import { Connections } from './channel/connections.ts';
import { serveChannel } from './channel/serve-channel.ts';
import { jsonLog } from './log.ts';
import { readBootFacts } from './platform/linux/boot-facts.ts';
import { openTerminal } from './platform/linux/open-terminal.ts';
import { linuxPower, sandboxPower } from './platform/linux/power.ts';
import { ShellRegistry } from './services/shells/shell-registry.ts';
import { agentVersion } from './version.ts';

export type ServeOptions = {
  readonly channel: ChannelChoice;
  readonly isSandbox: boolean;
  /** The guest's file system; `/` except in tests. */
  readonly root: string;
  /** The agent's own single file; null when it runs from its sources. */
  readonly executable: string | null;
  readonly signal: AbortSignal;
};

/** Serves until the signal aborts or a sandbox is asked to shut down. Resolves to the exit code. */
export async function serveAgent(options: ServeOptions): Promise<number> {
  const startedAtMs = performance.now();
  // A log whose reader has gone must not end the agent.
  process.stderr.on('error', () => undefined);
  const log = jsonLog((line) => process.stderr.write(line), Date.now);
  const stopping = new AbortController();
  const asked = { exitCode: 0 };
  const exit = (code: number): void => {
    asked.exitCode = code;
    stopping.abort();
  };
  const ownUid = process.geteuid?.() ?? 0;
  const shells = new ShellRegistry({ root: options.root, ownUid, openTerminal, nowMs: Date.now });
  const router = createAgentRouter({
    root: options.root,
    ownUid,
    agentVersion,
    executable: options.executable,
    isSandbox: options.isSandbox,
    log,
    boot: await readBootFacts({
      root: options.root,
      isSandbox: options.isSandbox,
      newId: randomUUID,
      sinceStartMs: () => performance.now() - startedAtMs,
    }),
    shells,
    power: options.isSandbox ? sandboxPower(exit) : linuxPower({ ownUid, log }),
  });
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
