import { join } from 'node:path';
import type { AgentEnvironment } from '../environment.ts';
import { readStatus } from '../status-file.ts';

/** Prints how the agent is; the exit code is 0 only when its link is up. */
export async function showStatus({ stateFolder }: AgentEnvironment, nowMs: number): Promise<number> {
  const status = await readStatus(join(stateFolder, 'status.json'));
  if (status === null || !isAlive(status.pid)) {
    console.log('not running');
    return 1;
  }
  const { link, hostId, controlUrl, version, pid } = status;
  console.log(`busbar-host ${version}, process ${pid}, host ${hostId}`);
  console.log(`link to ${controlUrl}: ${link.state} for ${Math.round((nowMs - link.since) / 1000)} s`);
  if (link.error !== null) console.log(link.error);
  return link.state === 'up' ? 0 : 1;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
