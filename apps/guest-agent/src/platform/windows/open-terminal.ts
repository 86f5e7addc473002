/** Shells on Windows: a program on a pseudo-console (ConPTY). */
import { once } from 'node:events';
import { type ConsoleProcess, spawnInPseudoConsole } from '@busbar/shared/native/pseudo-console';
import type { Signal } from '@busbar/shared/protocol/channel';
import type { OpenTerminal, Terminal } from '../../services/shells/terminal.ts';
import { meaningOf } from './signals.ts';

/** Input that the console has not taken; beyond it `write` waits. */
const pendingInputLimitBytes = 64 * 1024;
const ctrlC = '\x03';

export const openTerminal: OpenTerminal = async (launch, size) =>
  toTerminal(await spawnInPseudoConsole({ argv: launch.argv, env: launch.env, cwd: launch.cwd, size }));

function toTerminal(started: ConsoleProcess): Terminal {
  const { input, output } = started;
  const state: { endedBy: Signal | null } = { endedBy: null };
  return {
    pid: started.pid,
    onOutput: (listener) => void output.on('data', listener),
    pause: () => void output.pause(),
    resume: () => {
      if (output.isPaused()) output.resume();
    },
    write: async (bytes) => {
      if (input.destroyed || input.write(bytes) || input.writableLength <= pendingInputLimitBytes) return;
      const stop = new AbortController();
      const settled = [once(input, 'drain', stop), once(input, 'close', stop)];
      await Promise.race(settled);
      stop.abort();
      await Promise.allSettled(settled);
    },
    resize: (size) => void started.resize(size),
    signal: (signal) => {
      const meaning = meaningOf(signal);
      if (meaning === 'interrupt') input.write(ctrlC);
      if (meaning !== 'terminate') return;
      state.endedBy ??= signal;
      started.terminate();
    },
    ended: untilEnded(started, () => state.endedBy),
  };
}

/** The console writes what it still has once the program has gone; then its pipe ends. */
async function untilEnded(
  { input, output, exited }: ConsoleProcess,
  endedBy: () => Signal | null,
): ReturnType<() => Terminal['ended']> {
  const outputEnded = new Promise<void>((resolve) => {
    output.once('end', resolve);
    output.once('close', resolve);
  });
  const exitCode = await exited;
  await outputEnded;
  input.destroy();
  output.destroy();
  const signal = endedBy();
  return signal === null ? { exitCode, signal } : { exitCode: null, signal };
}
