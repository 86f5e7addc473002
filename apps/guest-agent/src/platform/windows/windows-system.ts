/** Windows, as the agent asks it. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../log.ts';
import type { GuestSystem } from '../guest-system.ts';
import { readTailIfPresent } from '../read-text.ts';
import { parseCloudbaseLog } from './cloudbase-log.ts';
import { readCpuTimes, readHealth, readOs } from './health.ts';
import { openTerminal } from './open-terminal.ts';
import { planLaunch, variable, type WindowsLaunchDeps } from './plan-launch.ts';
import { windowsProcesses } from './processes.ts';

export type WindowsOptions = WindowsLaunchDeps & {
  readonly executable: string | null;
  readonly log: Log;
};

/** Its log grows by some hundred lines a boot. */
const logTailBytes = 256 * 1024;

export function windowsSystem(options: WindowsOptions): GuestSystem {
  const programs = variable(options.environment, 'PROGRAMFILES') ?? 'C:\\Program Files';
  const cloudbase = join(programs, 'Cloudbase Solutions', 'Cloudbase-Init');
  return {
    // cloudbase-init keeps no documents.
    capabilities: ['exec', 'shell', 'keep-identity', 'cloud-init', 'power'],
    readOs: async () => readOs(),
    readCpuTimes: async () => readCpuTimes(),
    readHealth,
    readCloudInit: async () => {
      const log = await readTailIfPresent(join(cloudbase, 'log', 'cloudbase-init.log'), logTailBytes);
      return parseCloudbaseLog(log, await isThere(cloudbase));
    },
    readAppliedDocuments: async () => ({}),
    // Without a disc cloudbase-init finds nothing to do, and the agent runs from its own folder already.
    keepIdentity: async () => (options.executable === null ? [] : [options.executable]),
    planLaunch: (request) => planLaunch(options, request),
    processes: windowsProcesses(options),
    openTerminal,
  };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
