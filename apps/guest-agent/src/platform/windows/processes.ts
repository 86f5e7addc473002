/** Programs of exec on Windows, each in a job object with all that it starts. */
import { execFile } from 'node:child_process';
import { createJobObject } from '@busbar/shared/native/job-object';
import type { Signal } from '@busbar/shared/protocol/channel';
import type { ProcessStarter, ProcessTree } from '../../exec/process-tree.ts';
import type { Log } from '../../log.ts';
import { meaningOf } from './signals.ts';

export type ProcessDeps = {
  /** The agent's own single file; null when it runs from its sources, where nothing can be interrupted. */
  readonly executable: string | null;
  readonly log: Log;
};

/** What a program that was ended by force leaves as its exit code, as after `taskkill /F`. */
export const killedExitCode = 1;
const interruptLimitMs = 5_000;

export const windowsProcesses = (deps: ProcessDeps): ProcessStarter => ({
  command: async ({ argv }) => argv,
  // A console of its own that nobody sees, so that it can be interrupted.
  spawnOptions: { windowsHide: true },
  adopt: (pid) => adopt(deps, pid),
});

function adopt(deps: ProcessDeps, pid: number): ProcessTree {
  const job = createJobObject({ isKilledOnClose: false });
  const state: { endedBy: Signal | null; isReleased: boolean } = { endedBy: null, isReleased: false };
  // Too late only for a program that has ended already.
  const isInJob = job.addPid(pid);
  const terminate = (signal: Signal): void => {
    if (state.isReleased) return;
    state.endedBy ??= signal;
    if (isInJob) job.terminate(killedExitCode);
    else killAlone(pid);
  };
  return {
    signal: (signal) => {
      const meaning = meaningOf(signal);
      if (meaning === 'terminate') terminate(signal);
      if (meaning === 'interrupt') interrupt(deps, pid);
    },
    end: () => terminate('SIGTERM'),
    endedBy: () => state.endedBy,
    release: () => {
      state.isReleased = true;
      job.close();
    },
  };
}

function killAlone(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ctrl+C goes to everybody on a console, so another process goes there to press it: we would be hit, too. */
function interrupt({ executable, log }: ProcessDeps, pid: number): void {
  if (executable === null) {
    log('warn', 'only the single executable can interrupt a program', { pid });
    return;
  }
  execFile(
    executable,
    ['interrupt', String(pid)],
    { timeout: interruptLimitMs, windowsHide: true },
    (error) => {
      if (error !== null) log('warn', 'a program could not be interrupted', { pid, reason: error.message });
    },
  );
}
