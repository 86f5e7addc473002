import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { signalGroup } from '../process/end-session.ts';
import { endFailure } from '../process/run-program.ts';
import { mappedCommand } from './namespace-command.ts';
import { startMapped } from './start-mapped.ts';
import type { UidPlan } from './uid-plan.ts';

export type RunMappedOptions = {
  readonly plan: UidPlan;
  /** The program is killed when it aborts. */
  readonly signal: AbortSignal;
  /** Default: nothing to read. */
  readonly input?: FileHandle;
  /** Default: thrown away. */
  readonly output?: FileHandle;
  readonly onError?: (text: string) => void;
  readonly cwd?: string;
};

const wordsLimit = 2000;

/** Runs a program to its end as root over a guest's ids: only that root may read and remove all that the guest made. */
export async function runMapped(command: readonly string[], options: RunMappedOptions): Promise<void> {
  const { plan, signal, input, output, onError, cwd } = options;
  await using nowhere = await open('/dev/null', 'w');
  let words = '';
  const child = await startMapped({
    command: mappedCommand(command, plan),
    plan,
    output: output ?? nowhere,
    onError: (text) => {
      words = (words + text).slice(-wordsLimit);
      onError?.(text);
    },
    ...(cwd === undefined ? {} : { cwd }),
    ...(input === undefined ? {} : { input }),
    beforeStart: async () => undefined,
    signal,
  });
  const kill = (): void => signalGroup(child.pid);
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  const code = await child.exited;
  signal.removeEventListener('abort', kill);
  child.words.close();
  if (signal.aborted)
    throw new AppError('cancelled', `${command[0]} was cancelled.`, { cause: signal.reason });
  if (code !== 0) throw endFailure(`${command[0]} in the guest’s user namespace`, code, words);
}
