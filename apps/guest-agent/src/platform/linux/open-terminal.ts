import { once } from 'node:events';
import { type PtyProcess, spawnInPty } from '@busbar/shared/native/spawn-in-pty';
import type { OpenTerminal, Terminal } from '../../services/shells/terminal.ts';
import { giveOrdinaryMemoryPriority } from './ordinary-memory-priority.ts';
import { signalGroup } from './process-group.ts';

/** Input that the kernel has not taken; beyond it `write` waits. */
const pendingInputLimitBytes = 64 * 1024;

/** Runs a launch on a pseudo-terminal of its own. */
export const openTerminal: OpenTerminal = async (launch, size) => {
  const process = await spawnInPty({
    argv: launch.argv,
    env: launch.env,
    cwd: launch.cwd,
    size,
    ...(launch.switchTo === null ? {} : { user: launch.switchTo }),
  });
  giveOrdinaryMemoryPriority(process.pid);
  return toTerminal(process);
};

function toTerminal({ pty, pid, exited }: PtyProcess): Terminal {
  const { output } = pty;
  return {
    pid,
    onOutput: (listener) => void output.on('data', listener),
    pause: () => void output.pause(),
    resume: () => {
      if (output.isPaused()) output.resume();
    },
    write: async (bytes) => {
      pty.write(bytes);
      if (pty.pendingInputBytes() <= pendingInputLimitBytes) return;
      // A program that ends without reading its input closes the terminal.
      const stop = new AbortController();
      const settled = [once(output, 'drain', stop), once(output, 'close', stop)];
      await Promise.race(settled);
      stop.abort();
      await Promise.allSettled(settled);
    },
    resize: (size) => pty.resize(size),
    signal: (signal) => void signalGroup(pid, signal),
    ended: untilEnded({ pty, pid, exited }),
  };
}

async function untilEnded({ pty, exited }: PtyProcess): ReturnType<() => Terminal['ended']> {
  const outputEnded = new Promise<void>((resolve) => {
    pty.output.once('end', resolve);
    pty.output.once('close', resolve);
  });
  const exit = await exited;
  await outputEnded;
  pty.close();
  return exit;
}
