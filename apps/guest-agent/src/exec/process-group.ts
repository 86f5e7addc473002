import type { Signal } from '@busbar/shared/protocol/channel';

/** Between the request to end and the end by force. */
export const killGraceMs = 5_000;

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
export function endGroup(leaderPid: number, first: Signal = 'SIGTERM'): void {
  if (!signalGroup(leaderPid, first)) return;
  setTimeout(() => signalGroup(leaderPid, 'SIGKILL'), killGraceMs).unref();
}
