/** An agent's jobs, VMs and local protocol, put together as the agent does it, on any hypervisor. */
import { join } from 'node:path';
import type { HypervisorDriver } from '../../hypervisor/driver.ts';
import { DiskFolder } from '../../images/sources/disk-folder.ts';
import { type AgentBench, openAgentBench } from '../../testing/job-bench.ts';
import { silentLog } from '../../testing/silent-log.ts';
import type { ConnectionLimits } from '../connection.ts';
import { startLocalProtocol } from '../start-local-protocol.ts';
import { type Answer, type Request, send } from './ask.ts';

export type LocalBench = AgentBench & {
  readonly path: string;
  readonly folder: string;
  /** Asks as a client does; the answer is one line. */
  readonly ask: (command: string, parameters?: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** The data of an answer that must be `ok`. */
  readonly data: (command: string, parameters?: Readonly<Record<string, unknown>>) => Promise<never>;
  /** What was logged. */
  readonly lines: readonly string[];
};

export async function openLocalBench(
  folder: string,
  driver: HypervisorDriver,
  limits?: ConnectionLimits,
): Promise<LocalBench> {
  const agent = await openAgentBench({ folder }, driver);
  const path = join(folder, 'local', 'vmgenie.sock');
  const lines: string[] = [];
  const server = await startLocalProtocol({
    path,
    group: null,
    stateFolder: folder,
    isosFolder: join(folder, 'isos'),
    exports: agent.exports,
    diskFiles: new DiskFolder(folder),
    imageSources: { isLoopbackAllowed: true },
    fleet: agent.fleet,
    runner: agent.runner,
    factsOf: agent.factsOf,
    log: silentLog(lines),
    nowMs: Date.now,
    ...(limits === undefined ? {} : { limits }),
  });
  let asked = 0;
  const once: LocalBench['ask'] = async (command, parameters = {}) => {
    asked += 1;
    const id = `q-${asked}`;
    const [first, ...others] = await send(path, piecesOf({ id, command, parameters }, asked));
    if (first !== undefined && first.id !== id) throw new Error(`the answer is for ${first.id}`);
    if (first === undefined || others.length > 0) throw new Error(`${others.length} answers too many`);
    return first;
  };
  return {
    ...agent,
    path,
    folder,
    lines,
    ask: once,
    data: async (command, parameters) => {
      const { status, data } = await once(command, parameters);
      if (status !== 'ok') throw new Error(`${command} was answered with: ${String(data)}`);
      return data as never;
    },
    close: async () => {
      await server.close();
      await agent.close();
    },
  };
}

/** By turns: a plain line; cut in two, with a mark and a carriage return; after blank lines and before another request. */
function piecesOf(request: Request, turn: number): readonly (string | Buffer)[] {
  const line = JSON.stringify(request);
  if (turn % 3 === 0) return [`${line}\n`];
  if (turn % 3 === 1) return [`\n\r\n${line}\n{"id":"never","command":"status","parameters":{}}\n`];
  const bytes = Buffer.from(`\ufeff${line}\r\n`);
  const cut = (turn * 31) % bytes.length;
  return [bytes.subarray(0, cut), bytes.subarray(cut)];
}
