/** An agent's jobs, VMs and local protocol, put together as the agent does it, on any hypervisor. */
import { join } from 'node:path';
import type { HypervisorDriver } from '../../hypervisor/driver.ts';
import { type AgentBench, openAgentBench } from '../../testing/job-bench.ts';
import { silentLog } from '../../testing/silent-log.ts';
import type { ConnectionLimits } from '../connection.ts';
import { startLocalProtocol } from '../start-local-protocol.ts';
import { type Answer, ask } from './ask.ts';

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
    fleet: agent.fleet,
    runner: agent.runner,
    factsOf: agent.factsOf,
    log: silentLog(lines),
    nowMs: Date.now,
    ...(limits === undefined ? {} : { limits }),
  });
  let asked = 0;
  const once: LocalBench['ask'] = (command, parameters = {}) => {
    asked += 1;
    return ask(path, { id: `q-${asked}`, command, parameters });
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
