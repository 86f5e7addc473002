import type { Signal } from '@busbar/shared/protocol/channel';
import type { ProcessStarter } from '../../exec/process-tree.ts';
import { giveOrdinaryMemoryPriority } from './ordinary-memory-priority.ts';
import { spawnCommand } from './plan-launch.ts';

/** Between the request to end and the end by force. */
export const killGraceMs = 5_000;

export const linuxProcesses: ProcessStarter = {
  command: spawnCommand,
  // A group (and session) of its own, so that the whole of it can be signalled.
  spawnOptions: { detached: true },
  adopt: (pid) => {
    giveOrdinaryMemoryPriority(pid);
    return {
      signal: (signal) => void signalGroup(pid, signal),
      end: () => endGroup(pid),
      endedBy: () => null,
      release: () => undefined,
    };
  },
};

/** Signals every process of the group. Says whether there was one. */
export function signalGroup(leaderPid: number, signal: Signal): boolean {
  try {
    process.kill(-leaderPid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** SIGTERM now, SIGKILL for what is left after the grace. Does not keep the agent alive. */
function endGroup(leaderPid: number, first: Signal = 'SIGTERM'): void {
  if (!signalGroup(leaderPid, first)) return;
  setTimeout(() => signalGroup(leaderPid, 'SIGKILL'), killGraceMs).unref();
}
